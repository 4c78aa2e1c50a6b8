using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Delegate.Contracts;
using Delegate.Host.Api;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Api;

/// <summary>What is read in one pass is what the close look would find right, and never anything else.</summary>
public class JsonFitSpecs
{
    private const string Right = """{"tasks":[{"key":"a","agent":"shell","prompt":":","cwd":"/","priority":"P1","after":[{"on":"b","onFailure":"run"}],"timeoutMs":null,"allowedTools":["x"],"retry":{"maxAttempts":2,"on":["stalled"]}}],"source":"cli"}""";

    private static readonly JsonElement Schema = RequestBody.SchemaOf(ContractsJson.Default.SubmitRequest);
    private static readonly JsonFit Fit = new(Schema);

    public static TheoryData<string, string> Mistakes => new()
    {
        { "\"source\"", "\"sorce\"" },
        { "\"prompt\":\":\",", "" },
        { "\"prompt\":\":\"", "\"prompt\":7" },
        { "\"prompt\":\":\"", "\"prompt\":null" },
        { "\"P1\"", "\"P9\"" },
        { "\"P1\"", "1" },
        { "\"x\"", "{}" },
        { "[\"x\"]", "\"x\"" },
        { "\"timeoutMs\":null", "\"timeoutMs\":1.5" },
        { "\"maxAttempts\":2", "\"maxAttempts\":true" },
        { "\"maxAttempts\":2", "\"maxAttempts\":2,\"more\":1" },
        { "\"on\":\"b\",", "" },
    };

    [Fact]
    public void What_our_client_sends_is_read_in_one_pass()
    {
        Assert.True(Takes(Right));
        Assert.True(Fit.Takes(JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(Right, ContractsJson.Default.SubmitRequest)!, ContractsJson.Default.SubmitRequest)));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_left_to_the_close_look_which_finds_it(string right, string wrong)
    {
        var text = Right.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Right, text);
        Assert.False(Takes(text));
        Assert.NotNull(JsonShape.Check(JsonElement.Parse(text), Schema));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("""{"tasks":[],"tasks":[]}""")]
    public void What_is_no_such_text_at_all_is_not_taken(string text) => Assert.False(Takes(text));

    [Fact]
    public void A_pattern_and_a_keyword_that_it_does_not_know_are_left_to_the_close_look()
    {
        Assert.True(new JsonFit(JsonElement.Parse("""{"type":"string"}""")).Takes("\"a\""u8));
        Assert.False(new JsonFit(JsonElement.Parse("""{"type":"string","minLength":1}""")).Takes("\"a\""u8));
        Assert.False(new JsonFit(JsonElement.Parse("""{"type":"string","pattern":"^b$"}""")).Takes("\"a\""u8));
    }

    [Fact]
    public async Task Request_and_answer_of_a_submission_say_their_length_and_come_in_one_piece()
    {
        await using var host = await RunningHost.StartAsync();
        host.Fake.OnSubmit = _ => Samples.Accepted;
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Right));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var answer = await host.Http.PostAsync(Routes.Tasks, content);

        Assert.Null(answer.Headers.TransferEncodingChunked);
        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(Samples.Accepted, ContractsJson.Default.SubmitReply).Length, answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_read_as_well()
    {
        await using var host = await RunningHost.StartAsync();
        host.Fake.OnSubmit = request => new("graph-1", [new(request.Tasks[0].Key, Samples.Id)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.Tasks) { Content = new StringContent(Right) };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await host.Http.SendAsync(request);

        Assert.Contains("\"key\":\"a\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static bool Takes(string text) => Fit.Takes(Encoding.UTF8.GetBytes(text));
}
