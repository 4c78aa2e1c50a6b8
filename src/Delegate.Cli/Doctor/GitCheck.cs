namespace Delegate.Cli.Doctor;

/// <summary>Git is there: a task's record says which commit it worked on.</summary>
internal sealed class GitCheck(Func<string, string?> environment) : IDoctorCheck
{
    public string Name => "git";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        if (Programs.Find("git", environment) is not { } path)
            return Finding.Bad("not on the PATH", "install git");
        var (code, words) = await Programs.RunAsync(path, "--version", cancel);
        return code == 0 ? Finding.Good(words) : Finding.Bad($"{path} --version failed: {words}", $"run {path} yourself");
    }
}
