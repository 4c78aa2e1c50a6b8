using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class CancelCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public CancelCommandSpecs() =>
        _cli.Client.Tasks.AddRange([Sample.Task(Sample.Id1), Sample.Task(Sample.Id2, TaskPhase.Succeeded), Sample.Task(Sample.Id3)]);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_wish_and_its_reason_reach_the_host()
    {
        Assert.Equal(0, await _cli.RunAsync("cancel", "7k2", "7k2m", "--reason", "wrong branch"));
        Assert.Equal((Sample.Id1, new CancelRequest("wrong branch", "cli")), Assert.Single(_cli.Client.Cancelled));
        Assert.Equal($"{Sample.Id1}: stopping\n", _cli.Stderr);
    }

    [Fact]
    public async Task One_that_has_ended_does_not_spare_the_others()
    {
        Assert.Equal(ExitCodes.Failure, await _cli.RunAsync("cancel", "7k2", "7k3", "zz", "--json"));
        Assert.Equal([Sample.Id1, Sample.Id3], _cli.Client.Cancelled.Select(cancelled => cancelled.Id));
        Assert.Contains($"error: {Sample.Id2} has ended.", _cli.Stderr);
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal(2, json.RootElement.GetArrayLength());
    }
}
