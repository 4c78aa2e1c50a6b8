using Delegate.Contracts;

namespace Delegate.Cli.Doctor;

/// <summary>Git is there: agents work in repositories.</summary>
internal sealed class GitCheck(Func<string, string?> environment) : IDoctorCheck
{
    public string Name => "git";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        if (InstalledProgram.Find("git", environment) is not { IsExecutable: true, Path: var path })
            return Finding.Bad("not on the PATH", "install git");
        var (code, words) = await ShortQuestion.AskAsync(path, "--version", cancel);
        return code == 0 ? Finding.Good(words) : Finding.Bad($"{path} --version failed: {words}", $"run {path} yourself");
    }
}
