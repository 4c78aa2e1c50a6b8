using System.Text.RegularExpressions;
using Delegate.Host.Specs.Support;

namespace Delegate.Host.Specs.Telemetry;

/// <param name="Labels">Its labels, in alphabetical order.</param>
internal sealed record DocumentedMetric(string Name, string Prometheus, string Kind, string Labels);

/// <summary>What docs/metrics.md promises.</summary>
internal static partial class MetricsDocument
{
    public static IReadOnlyList<DocumentedMetric> Read() =>
    [
        .. Row().Matches(File.ReadAllText(Path.Combine(SpecFolder.Sources, "docs/metrics.md"))).Select(row => new DocumentedMetric(
            row.Groups["name"].Value, row.Groups["prometheus"].Value, row.Groups["kind"].Value,
            string.Join(',', row.Groups["labels"].Value.Split([' ', ',', '`'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)))),
    ];

    [GeneratedRegex(@"^\| `(?<name>delegate\.[a-z.]+)` \| `(?<prometheus>[a-z_]+)` \| (?<kind>[a-z]+) \| (?<labels>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
