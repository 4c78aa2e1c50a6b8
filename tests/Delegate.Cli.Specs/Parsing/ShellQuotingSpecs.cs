using System.Diagnostics;
using Delegate.Cli.Parsing;

namespace Delegate.Cli.Specs.Parsing;

public sealed class ShellQuotingSpecs
{
    [Fact]
    public void One_argument_is_a_command_line_and_stays_as_it_is() =>
        Assert.Equal("make test && echo $HOME", ShellQuoting.CommandLine(["make test && echo $HOME"]));

    [Fact]
    public void Several_arguments_are_quoted_only_where_they_need_it() =>
        Assert.Equal("dotnet test --filter 'Name=a b' ''", ShellQuoting.CommandLine(["dotnet", "test", "--filter", "Name=a b", ""]));

    [Fact]
    public async Task A_shell_splits_the_line_into_the_same_arguments()
    {
        string[] arguments = ["it's", "a \"b\"", "$HOME", "`id`", "*", "new\nline", "", "-n", "ä", "\\", "a;b", "#c", "~"];
        var line = ShellQuoting.CommandLine(["printf", "%s\\0", .. arguments]);

        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal(arguments, output.Split('\0')[..^1]);
    }
}
