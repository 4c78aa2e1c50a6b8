using System.Diagnostics.Metrics;

namespace Delegate.Actors.Scaling;

/// <summary>What the scaler decides, counted for whoever listens to the meter. How things stand is told by the host's own meter, when it is asked.</summary>
public static class ScalerMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Delegate.Scaler";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Grants = Meter.CreateCounter<long>("delegate.scaler.grants", "{slot}", "Slots granted.");
    private static readonly Counter<long> Holds = Meter.CreateCounter<long>("delegate.scaler.holds", "{answer}", "Times that the first in line was not let go, by the rule that held it.");

    internal static void Count(string agent, string? rule)
    {
        if (rule is null)
            Grants.Add(1, new KeyValuePair<string, object?>("agent", agent));
        else
            Holds.Add(1, new KeyValuePair<string, object?>("rule", rule));
    }
}
