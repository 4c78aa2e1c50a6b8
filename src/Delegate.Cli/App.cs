using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using Delegate.Cli.Commands;
using Delegate.Cli.Commands.Schedules;
using Delegate.Cli.Completing;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli;

/// <summary>The whole command line: its verbs, its help, and how an error becomes words and an exit code.</summary>
internal static class App
{
    private static readonly Label ErrorLabel = new("error:", Tone.Bad);
    private static readonly Label HintLabel = new("hint:", Tone.Quiet);

    public static async Task<int> RunAsync(string[] arguments, CliContext context, CancellationToken cancel = default)
    {
        var root = Compose(context);
        // @daily is a time here, not the name of a file with more arguments.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            foreach (var message in parsed.Errors.Select(error => error.Message).Distinct())
                context.Terminal.Say(message, ErrorLabel);
            context.Terminal.Say(HintFor(parsed), HintLabel);
            return ExitCodes.Usage;
        }
        try
        {
            var output = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = context.Terminal.OutWriter,
                // Ctrl-C cancels the verb, which then says how to come back; this bounds how long that may take.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(5),
            };
            return await parsed.InvokeAsync(output, cancel);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (DelegateException failure)
        {
            return Explain(context.Terminal, failure.Error);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Explain(context.Terminal, new(ErrorCodes.DataFolderUnusable, failure.Message, "delegate doctor"));
        }
        catch (JsonException)
        {
            return Explain(context.Terminal, new(ErrorCodes.Internal, "The host sent an answer that this client cannot read: they may be of different versions.",
                "delegate host stop, then try again"));
        }
    }

    /// <summary>Says what went wrong and what to do; returns the exit code that fits.</summary>
    public static int Explain(ITerminal terminal, DelegateError error)
    {
        terminal.Say(error.Field is { } field && !error.Message.Contains(field, StringComparison.Ordinal)
            ? $"{field}: {error.Message}"
            : error.Message, ErrorLabel);
        if (error.Hint is { } hint)
            terminal.Say(hint, HintLabel);
        return ExitCodes.For(error);
    }

    internal static RootCommand Compose(CliContext context)
    {
        var root = new RootCommand("Runs prompts and commands in the background, in order, and keeps what came out.")
        {
            RunCommand.Create(context),
            FlowCommand.Create(context),
            PipelineCommand.Create(context),
            ScheduleCommand.Create(context),
            ListCommand.Create(context),
            StatusCommand.Create(context),
            TopCommand.Create(context),
            LogsCommand.Create(context),
            WaitCommand.Create(context),
            CancelCommand.Create(context),
            RetryCommand.Create(context),
            ResumeCommand.Create(context),
            PauseCommand.Create(context),
            DependCommand.Create(context),
            QueueCommand.Create(context),
            InboxCommand.Create(context),
            NotifyCommand.Create(context),
            HistoryCommand.Create(context),
            WhyCommand.Create(context),
            GraphCommand.Create(context),
            PruneCommand.Create(context),
            HostCommand.Create(context),
            McpCommand.Create(context),
            DashboardCommand.Create(context),
            DoctorCommand.Create(context),
            ConfigCommand.Create(context),
            CompletionCommand.Create(context),
        };
        root.Add(CompleteCommand.Create(context, root));
        new Suggestions(context).AttachTo(root);
        var help = new HelpWithExamples(Welcome);
        root.Options.OfType<HelpOption>().Single().Action = help;
        root.SetAction(help.Invoke);
        return root;
    }

    private static readonly string[] Welcome =
    [
        "delegate run \"fix the failing test\"            # Claude Code works on it in the background",
        "delegate run --agent shell -f -- make test     # a command; watch it, exit with its code",
        "delegate run --after 7k2m \"write the changelog\" # when that task has succeeded",
        "delegate flow run release.yaml --follow        # a whole graph of tasks",
        "delegate list                                  # what there is",
        "delegate logs -f 7k2m                          # what a task says",
        "claude mcp add delegate -- delegate mcp        # let Claude Code delegate",
    ];

    private static string HintFor(ParseResult slip)
    {
        var at = slip.CommandResult.Command;
        var meant = slip.UnmatchedTokens is [var word, ..]
            ? DidYouMean.Nearest(word, at.Subcommands.Select(verb => verb.Name))
            : null;
        return meant is null ? $"{PathOf(at)} --help" : $"{PathOf(at)} {meant}";
    }

    private static string PathOf(Symbol symbol)
    {
        var names = new Stack<string>();
        for (var at = symbol; at is not null and not RootCommand; at = at.Parents.FirstOrDefault())
            names.Push(at.Name);
        names.Push("delegate");
        return string.Join(' ', names);
    }
}
