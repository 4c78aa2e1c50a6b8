using System.Text.Json;
using System.Threading.Channels;
using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Delegate.EndToEnd.Specs;

/// <summary>People are told, whatever dies in between.</summary>
public sealed class NotifySpecs
{
    [Fact]
    public async Task Killed_between_two_ends_the_host_neither_loses_nor_repeats_a_notification()
    {
        await using var bench = new Bench();
        var hook = bench.PathOf("hook.sh");
        await File.WriteAllTextAsync(hook, $"#!/bin/sh\ncat >> {bench.PathOf("told")}; echo >> {bench.PathOf("told")}\n");
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await bench.TryWithInput($"channels: {{ file: {{ command: [{hook}] }} }}\nrules: [{{ on: ended, to: file }}]", "notify", "set", "-");
        var gate = bench.NewGate("gate");

        var first = await bench.Shell("true");
        await bench.UntilLines("told", 1);
        var second = await bench.Shell($"read go < {gate.Path}; exit 3 # the secret prompt");
        using (var guest = await gate.ArrivalAsync())
        {
            await bench.KillHost();
            guest.LetGo(); // it ends with nobody there to tell
        }
        await bench.Do("host", "start");
        await bench.UntilLines("told", 2);
        await bench.KillHost();
        var third = await bench.Shell("true");
        await bench.UntilLines("told", 3);

        var told = bench.Lines("told").Select(line => JsonSerializer.Deserialize(line, ContractsJson.Default.Notification)!).ToList();
        Assert.Equal([(first, NotificationKind.Succeeded), (second, NotificationKind.Failed), (third, NotificationKind.Succeeded)], told.Select(one => (one.Task!.Id, one.Type)));
        Assert.DoesNotContain("secret", string.Concat(bench.Lines("told")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_while_a_webhook_is_on_its_way_the_next_host_delivers_it_under_the_same_id()
    {
        var arrivals = Channel.CreateUnbounded<(string Id, string Body)>();
        var answers = false;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var receiver = builder.Build();
        receiver.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            arrivals.Writer.TryWrite((context.Request.Headers["webhook-id"].ToString(), await reader.ReadToEndAsync()));
            if (answers)
                return;
            var gone = new TaskCompletionSource();
            await using var _ = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        });
        await receiver.StartAsync();
        await using var bench = new Bench();
        bench.With("HOOK_SECRET", "0123456789abcdef0123456789abcdef");
        await bench.TryWithInput($"channels: {{ hook: {{ webhook: '{receiver.Urls.First()}', secret-env: HOOK_SECRET }} }}\nrules: [{{ on: ended, to: hook }}]", "notify", "set", "-");

        await bench.Shell("true");
        var before = await arrivals.Reader.ReadAsync().AsTask().WaitAsync(Bench.Patience);
        await bench.KillHost();
        answers = true;
        await bench.Do("host", "start");
        var after = await arrivals.Reader.ReadAsync().AsTask().WaitAsync(Bench.Patience);
        Assert.Equal(before, after);

        // Once it is delivered, no later host says it again.
        var last = await bench.Shell("true");
        Assert.Contains(last.Value, (await arrivals.Reader.ReadAsync().AsTask().WaitAsync(Bench.Patience)).Id, StringComparison.Ordinal);
        Assert.False(arrivals.Reader.TryPeek(out _));
        Assert.DoesNotContain("0123456789abcdef", string.Concat(Directory.EnumerateFiles(bench.Home.LogsFolder).Select(File.ReadAllText)), StringComparison.Ordinal);
    }
}
