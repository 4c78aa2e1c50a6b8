using System.Diagnostics;
using System.Text.Json;

namespace Delegate.Bench.Peers;

/// <summary>A program that measures on demand: a line is asked, a line with figures is answered. It stays up between questions.</summary>
internal sealed class LinePeer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Process _process;
    private readonly Queue<string> _words = new();

    private LinePeer(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_words)
            {
                _words.Enqueue(line.Data ?? "");
                if (_words.Count > 20)
                    _words.Dequeue();
            }
        };
        process.BeginErrorReadLine();
    }

    public int Pid => _process.Id;

    public static async Task<LinePeer> StartAsync(Ground ground, Command command)
    {
        var peer = new LinePeer(command.Start());
        ground.AtEnd(async () =>
        {
            peer._process.Kill(entireProcessTree: true);
            await peer._process.WaitForExitAsync();
            peer._process.Dispose();
        });
        var line = await peer.LineAsync();
        return line == "ready" ? peer : throw new BenchException($"{command.File} said '{line}' instead of being ready.");
    }

    public async Task<double[]> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize<double[]>(await LineAsync())!;
    }

    private async Task<string> LineAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        if (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            return line;
        lock (_words)
            throw new BenchException($"{_process.StartInfo.FileName} ended:\n{string.Join('\n', _words)}");
    }
}
