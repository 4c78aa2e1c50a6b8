using Delegate.Contracts;

namespace Delegate.Cli.Doctor;

/// <summary>Claude Code is there and starts.</summary>
internal sealed class ClaudeCheck(CliContext context) : IDoctorCheck
{
    public string Name => "claude";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var named = ConfigStore.Load(context.Home, context.Environment).Options.ClaudePath;
        if (InstalledProgram.Find(named, context.Environment) is not { } program)
            return Finding.Bad($"'{named}' is not on the PATH; prompts cannot run (shell tasks can)",
                "npm install -g @anthropic-ai/claude-code, or delegate config set claudePath /path/to/claude");
        var path = program.Path;
        if (!program.IsExecutable)
            return Finding.Bad($"{path} is not executable; prompts cannot run (shell tasks can)", $"chmod +x '{path}'");
        var (code, words) = await ShortQuestion.AskAsync(path, "--version", cancel);
        return code == 0 ? Finding.Good($"{path}, {words}") : Finding.Bad($"{path} --version failed: {words}", $"run {path} yourself");
    }
}
