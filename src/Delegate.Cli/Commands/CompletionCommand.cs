using System.CommandLine;
using Delegate.Cli.Completing;
using Delegate.Contracts;

namespace Delegate.Cli.Commands;

/// <summary><c>delegate completion</c>: what a shell needs to complete verbs, options, ids and names.</summary>
internal static class CompletionCommand
{
    public static Command Create(CliContext context)
    {
        var shell = new Argument<string>("shell") { Description = $"{string.Join(", ", ShellScripts.All.Keys)}." };
        shell.AcceptOnlyFromAmong([.. ShellScripts.All.Keys]);
        var verb = new Verb("completion", "Print what a shell needs to complete verbs, options, ids of tasks, and names of schedules and queues.",
            "echo 'source <(delegate completion bash)' >> ~/.bashrc",
            "echo 'source <(delegate completion zsh)' >> ~/.zshrc        # after compinit",
            "delegate completion fish > ~/.config/fish/completions/delegate.fish")
        {
            shell,
        };
        verb.SetAction(parsed =>
        {
            foreach (var line in ShellScripts.All[parsed.GetValue(shell)!].Split('\n'))
                context.Terminal.Out(line);
            return ExitCodes.Ok;
        });
        return verb;
    }
}
