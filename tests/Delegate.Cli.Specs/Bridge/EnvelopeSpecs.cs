using System.Text;
using System.Text.Json;
using Delegate.Bridge;

namespace Delegate.Cli.Specs.Bridge;

public sealed class EnvelopeSpecs
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"ping"}""", "7", "ping")]
    [InlineData("""{"params":{"id":1,"method":"no"},"method":"tools\/call","id":"a\"b"}""", "\"a\\\"b\"", "tools/call")]
    [InlineData("""{"id":3,"result":{"id":4}}""", "3", null)]
    [InlineData("""{"method":"notifications/initialized"}""", null, "notifications/initialized")]
    [InlineData("""{"id":null,"error":{}}""", null, null)]
    [InlineData("""[{"id":1,"method":"ping"}]""", null, null)]
    [InlineData("""{"id":1,""", null, null)]
    [InlineData("hello", null, null)]
    [InlineData("", null, null)]
    public void Only_the_top_level_of_an_object_counts(string message, string? id, string? method) =>
        Assert.Equal(new Envelope(id, method), Envelope.Of(Encoding.UTF8.GetBytes(message)));

    [Fact]
    public void A_failure_is_an_answer_to_its_request()
    {
        using var json = JsonDocument.Parse(Envelope.Failure("\"a\\\"b\"", "a \"quoted\"\nline"));
        Assert.Equal("a\"b", json.RootElement.GetProperty("id").GetString());
        Assert.Equal("a \"quoted\"\nline", json.RootElement.GetProperty("error").GetProperty("message").GetString());
    }
}
