using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Delegate.Contracts;

namespace Delegate.Cli;

/// <summary>The usual help, and below it what people remember: examples.</summary>
/// <param name="welcome">The examples of the program as a whole.</param>
internal sealed class HelpWithExamples(IReadOnlyList<string> welcome) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    public override bool ClearsParseErrors => true; // whoever asks for help gets it

    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command is Verb verb ? verb.Examples : welcome;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine("  " + example);
        return ExitCodes.Ok;
    }
}
