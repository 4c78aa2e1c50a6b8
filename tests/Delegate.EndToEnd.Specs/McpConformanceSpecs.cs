using System.Text.RegularExpressions;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>
/// The protocol's conformance suite against the real host, over HTTP. The suite sends no token, so a proxy adds it; name and
/// page are the suite's own, and checked by the host.
/// </summary>
public sealed partial class McpConformanceSpecs
{
    private const string Fixture = "calls tools of the suite's own, which a product does not have";
    private const string ResourceFixture = "reads resources of the suite's own, which a product does not have";
    private const string PromptFixture = "asks for prompts of the suite's own, which a product does not have";

    private static readonly string[] Scenarios =
        ["server-initialize", "ping", "tools-list", "logging-set-level", "resources-list", "prompts-list", "server-sse-multiple-streams", "dns-rebinding-protection"];

    public static TheoryData<string> Applicable { get; } = [.. Scenarios];

    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["completion-complete"] = "asks for the completion of a prompt of the suite's own; Delegate completes nothing",
        ["tools-call-simple-text"] = Fixture,
        ["tools-call-image"] = Fixture,
        ["tools-call-audio"] = Fixture,
        ["tools-call-embedded-resource"] = Fixture,
        ["tools-call-mixed-content"] = Fixture,
        ["tools-call-with-logging"] = Fixture,
        ["tools-call-error"] = Fixture,
        ["tools-call-with-progress"] = Fixture,
        ["tools-call-sampling"] = Fixture,
        ["tools-call-elicitation"] = Fixture,
        ["json-schema-2020-12"] = Fixture,
        ["elicitation-sep1034-defaults"] = Fixture,
        ["elicitation-sep1330-enums"] = Fixture,
        ["server-sse-polling"] = "wants a tool of the suite's own that closes its stream; no answer of ours is streamed for long",
        ["resources-read-text"] = ResourceFixture,
        ["resources-read-binary"] = ResourceFixture,
        ["resources-templates-read"] = ResourceFixture,
        ["resources-subscribe"] = ResourceFixture,
        ["resources-unsubscribe"] = ResourceFixture,
        ["prompts-get-simple"] = PromptFixture,
        ["prompts-get-with-args"] = PromptFixture,
        ["prompts-get-embedded-resource"] = PromptFixture,
        ["prompts-get-with-image"] = PromptFixture,
    };

    [SkippableTheory]
    [MemberData(nameof(Applicable))]
    public async Task The_host_passes(string scenario)
    {
        Conformance.OrSkip();
        await using var bench = new Bench();
        var url = (string)(await bench.DoJson("host", "start"))["url"]!;
        await using var proxy = await TokenProxy.StartAsync(new(url), File.ReadAllText(bench.Home.TokenFile).Trim());

        var result = await Conformance.RunAsync(bench, "server", "--url", $"{proxy.Url}/mcp", "--scenario", scenario);

        Assert.True(result.ExitCode == 0, result.ToString());
    }

    [SkippableFact]
    public async Task Every_scenario_for_servers_is_run_or_is_an_exception_with_a_reason()
    {
        Conformance.OrSkip();
        await using var bench = new Bench();

        var list = (await Conformance.RunAsync(bench, "list")).Out;

        var known = list[..list.IndexOf("Client scenarios", StringComparison.Ordinal)];
        Assert.Equal(
            Scenario().Matches(known).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal),
            Scenarios.Concat(Exceptions.Keys).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^  - (\S+)", RegexOptions.Multiline)]
    private static partial Regex Scenario();
}
