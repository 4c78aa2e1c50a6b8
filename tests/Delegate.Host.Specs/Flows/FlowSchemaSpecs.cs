using System.Text.Json;
using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.Host.Flows;

namespace Delegate.Host.Specs.Flows;

/// <summary>The published schema and the reader say the same.</summary>
public sealed class FlowSchemaSpecs
{
    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Root(), "docs", "flow-schema.json")))!;

    [Fact]
    public void Both_know_the_same_keys()
    {
        Assert.Equal(FlowKeys.Top.Order(), Keys(Schema));
        Assert.Equal(FlowKeys.Default.Order(), Keys(Schema["properties"]!["defaults"]!));
        Assert.Equal(FlowKeys.Task.Order(), Keys(Schema["$defs"]!["task"]!));
        Assert.Equal(FlowKeys.Need.Order(), Keys(Schema["$defs"]!["need"]!["oneOf"]![1]!));
        Assert.Equal(FlowKeys.RetryPolicy.Order(), Keys(Retry));
    }

    [Fact]
    public void Both_know_the_same_words()
    {
        Assert.Equal(FlowKeys.Agents, Words("agent"));
        Assert.Equal(FlowKeys.PermissionModes, Words("permission-mode"));
        Assert.All(FlowKeys.PermissionModes, mode => Assert.True(Settings.IsPermissionMode(mode)));
        Assert.Equal(Enum.GetNames<Priority>().Order(), Words("priority"));
        Assert.Equal(Enum.GetValues<DependencyPolicy>().Select(policy => JsonSerializer.SerializeToElement(policy).GetString()), Words("on-failure"));
        Assert.Equal(Enum.GetValues<FailureClass>().Select(failure => JsonSerializer.SerializeToElement(failure).GetString()), Words("failure"));
        Assert.Equal(
            Enum.GetValues<LostPolicy>().Select(policy => JsonSerializer.SerializeToElement(policy).GetString()),
            Retry["properties"]!["on-lost"]!["enum"]!.AsArray().Select(word => word!.GetValue<string>()));
    }

    [Theory]
    [InlineData("agent", "claude", "shell")]
    [InlineData("priority", "P0", "P1", "P2")]
    [InlineData("on-failure", "cancel", "run", "hold")]
    [InlineData("share-folder", "true", "false")]
    [InlineData("queue", "builds", "a.b-c_1")]
    [InlineData("idle", "10s", "24h")]
    [InlineData("retry", "1", "100", "{}", "{ attempts: 2, backoff: 0, max-backoff: 24h, on: lost, on-lost: rerun }")]
    public void Every_word_of_the_schema_is_read(string key, params string[] words)
    {
        foreach (var word in words)
            FlowReaderSpecs.Read($"defaults: {{ {key}: {word} }}\ntasks: {{ a: {{ command: x }} }}");
    }

    private static JsonNode Retry => Schema["$defs"]!["retry"]!["oneOf"]![1]!;

    private static IEnumerable<string> Keys(JsonNode node)
    {
        Assert.False(node["additionalProperties"]!.GetValue<bool>());
        return node["properties"]!.AsObject().Select(property => property.Key).Order();
    }

    private static string[] Words(string definition) =>
        [.. Schema["$defs"]![definition]!["enum"]!.AsArray().Select(word => word!.GetValue<string>())];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Delegate.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
