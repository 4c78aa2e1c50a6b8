namespace Delegate.Cli.Doctor;

/// <summary>One thing that Delegate needs from the machine.</summary>
internal interface IDoctorCheck
{
    string Name { get; }

    Task<Finding> RunAsync(CancellationToken cancel);
}

/// <summary>What a check found.</summary>
/// <param name="Ok">Whether it will do.</param>
/// <param name="Detail">What there is.</param>
/// <param name="Hint">What to do about it.</param>
internal sealed record Finding(bool Ok, string Detail, string? Hint = null)
{
    public static Finding Good(string detail) => new(true, detail);

    public static Finding Bad(string detail, string hint) => new(false, detail, hint);
}

internal static class Checks
{
    /// <summary>All checks, in the order in which things are needed.</summary>
    public static IReadOnlyList<IDoctorCheck> All(CliContext context) =>
    [
        new DataFolderCheck(context.Home),
        new DiskSpaceCheck(context.Home),
        new KernelCheck(),
        new HostProgramCheck(context.Environment),
        new HostCheck(context.Hosts),
        new OrphanCheck(context.Hosts),
        new NotificationsCheck(context.Hosts),
        new ClaudeCheck(context),
        new GitCheck(context.Environment),
    ];
}
