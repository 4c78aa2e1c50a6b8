using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class DoctorCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public DoctorCommandSpecs()
    {
        _cli.Environment["PATH"] = _cli.Folder.Path;
        _cli.Environment["DELEGATE_HOST_EXE"] = _cli.Folder.WriteScript("delegated", "exit 0");
        _cli.Folder.WriteScript("git", "echo git version 9.9");
        _cli.Folder.WriteScript("claude", "echo 2.1.330 '(Claude Code)'");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_machine_that_has_everything_is_fit()
    {
        Assert.Equal(0, await _cli.RunAsync("doctor"));
        Assert.Contains("✓ git: git version 9.9", _cli.Stdout);
        Assert.Contains("(Claude Code)", _cli.Stdout);
        Assert.Contains("✓ host: 0.1.0, pid 4242", _cli.Stdout);
        Assert.DoesNotContain("✗", _cli.Stdout);
    }

    [Fact]
    public async Task What_is_missing_is_named_with_the_way_to_get_it()
    {
        File.Delete(Path.Combine(_cli.Folder.Path, "claude"));
        _cli.Environment["DELEGATE_HOST_EXE"] = "/nowhere/delegated";
        Assert.Equal(ExitCodes.Failure, await _cli.RunAsync("doctor"));
        Assert.Contains("✗ claude: 'claude' is not on the PATH", _cli.Stdout);
        Assert.Contains("npm install -g @anthropic-ai/claude-code", _cli.Stdout);
        Assert.Contains("✗ host program: DELEGATE_HOST_EXE is '/nowhere/delegated'", _cli.Stdout);
    }

    [Fact]
    public async Task A_program_that_nobody_may_run_is_told_apart_from_one_that_is_missing()
    {
        File.SetUnixFileMode(Path.Combine(_cli.Folder.Path, "claude"), UnixFileMode.UserRead);
        Assert.Equal(ExitCodes.Failure, await _cli.RunAsync("doctor"));
        Assert.Contains("claude is not executable", _cli.Stdout);
        Assert.Contains("chmod +x", _cli.Stdout);
    }

    [Fact]
    public async Task A_channel_that_nobody_can_be_told_by_is_found()
    {
        _cli.Client.Notifications = new("/home/notifications.yaml", [new("desk", "desktop", "notify-send", "notify-send is not on the PATH")], [], []);
        Assert.Equal(ExitCodes.Failure, await _cli.RunAsync("doctor"));
        Assert.Contains("✗ notifications: desk: notify-send is not on the PATH", _cli.Stdout);
        Assert.Contains("delegate notify check", _cli.Stdout);
    }

    [Fact]
    public async Task Findings_as_json_are_an_array()
    {
        _cli.Folder.WriteScript("git", "echo broken >&2; exit 3");
        Assert.Equal(ExitCodes.Failure, await _cli.RunAsync("doctor", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        var git = json.RootElement.EnumerateArray().Single(row => row.GetProperty("check").GetString() == "git");
        Assert.False(git.GetProperty("ok").GetBoolean());
        Assert.Contains("broken", git.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_found()
    {
        await File.WriteAllTextAsync(_cli.Home.Path, "a file is in the way");
        Assert.Equal(ExitCodes.Failure, await _cli.RunAsync("doctor"));
        Assert.Contains("✗ data folder", _cli.Stdout);
    }
}
