using System.Text.Json.Nodes;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;

namespace Delegate.EndToEnd.Specs;

/// <summary>Alone: compiling ahead wants the whole machine, and what else runs would not get its share.</summary>
[CollectionDefinition(nameof(InstallSpecs), DisableParallelization = true)]
[Collection(nameof(InstallSpecs))]
public sealed class InstallSpecs
{
    private static readonly TimeSpan Compiling = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task What_the_installer_makes_runs_a_task_and_is_an_MCP_server_that_weighs_little()
    {
        await using var place = new Bench(); // its folder outlives the host that runs from it
        var (target, links) = (Path.Combine(place.Folder, "installed"), Path.Combine(place.Folder, "bin"));
        await using (var installer = place.StartProgram("/bin/bash", Path.Combine(Built.Repository, "eng", "install.sh"), target, links))
        {
            var made = await installer.EndAsync(Compiling);
            Assert.True(made.ExitCode == 0, made.ToString());
            Assert.Equal(Path.Combine(links, "delegate"), made.OutLines[^1]);
        }
        await using var bench = new Bench { Client = Path.Combine(links, "delegate") };

        Assert.False(File.Exists(Path.Combine(target, "delegate.dll"))); // native: there is no other program
        var id = await bench.Shell("echo from the installed host");
        await bench.Succeeds(id);
        Assert.Equal(["from the installed host"], await bench.Logs(id));
        Assert.Equal(target, Path.GetDirectoryName(ProgramOf((await bench.HostProcess()).Pid)));

        await using var client = await McpClient.StartAsync(bench);
        Assert.Equal(Path.Combine(target, "delegate-mcp"), ProgramOf(client.Program.Identity!.Pid)); // it has become the small one
        var delegated = await client.CallAsync("DelegateTask", JsonNode.Parse($$"""{"agent": "shell", "prompt": "echo over MCP", "workingDirectory": "{{bench.Work}}"}""")!.AsObject());
        var second = TaskId.Parse((string)delegated["taskId"]!);
        await bench.Succeeds(second);
        Assert.Equal(["over MCP"], await bench.Logs(second));
    }

    /// <summary>The file that a process was made from; of a .NET host that is its own program too.</summary>
    private static string ProgramOf(int pid) => File.ResolveLinkTarget($"/proc/{pid}/exe", returnFinalTarget: false)!.FullName;
}
