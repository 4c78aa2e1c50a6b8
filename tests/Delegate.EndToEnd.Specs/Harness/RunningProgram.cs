using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>What a program left behind.</summary>
public sealed record ProgramResult(string CommandLine, int ExitCode, string Out, string Err)
{
    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Says everything when a spec fails.</summary>
    public override string ToString() => $"$ {CommandLine}\nexit {ExitCode}\n--- stdout\n{Out}\n--- stderr\n{Err}";
}

/// <summary>A program of ours while it runs: its lines as they come, its input, its end.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _commandLine;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _words = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _out = new();
    private readonly ConcurrentQueue<string> _err = new();
    private readonly Task _read;

    private RunningProgram(Process process, string commandLine)
    {
        (_process, _commandLine) = (process, commandLine);
        Identity = Identity.TryOf(process.Id);
        _read = Task.WhenAll(ReadOutAsync(), ReadErrAsync());
    }

    /// <summary>Null when it had ended before anybody could look.</summary>
    public Identity? Identity { get; }

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Its stderr so far.</summary>
    public IReadOnlyCollection<string> ErrLines => _err;

    public static RunningProgram Start(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardInputEncoding = new UTF8Encoding(false),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!, $"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)}");
    }

    /// <summary>The next line of stdout; null at its end.</summary>
    public Task<string?> LineAsync() => NextAsync(_lines.Reader);

    /// <summary>Reads stdout on until a line fits.</summary>
    public Task<string> LineAsync(Func<string, bool> fits) => NextAsync(_lines.Reader, fits);

    /// <summary>Reads stderr on until a line fits.</summary>
    public Task<string> ErrLineAsync(Func<string, bool> fits) => NextAsync(_words.Reader, fits);

    public async Task<ProgramResult> EndAsync(TimeSpan? limit = null)
    {
        using var patience = new CancellationTokenSource(limit ?? Bench.Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            await _read.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new TimeoutException(SoFar("It does not end"));
        }
        return new(_commandLine, _process.ExitCode, Out(), string.Join('\n', _err));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string?> NextAsync(ChannelReader<string> lines)
    {
        using var limit = new CancellationTokenSource(Bench.Patience);
        try
        {
            return await lines.ReadAsync(limit.Token);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(SoFar("No further line"));
        }
    }

    private async Task<string> NextAsync(ChannelReader<string> lines, Func<string, bool> fits)
    {
        while (await NextAsync(lines) is { } line)
            if (fits(line))
                return line;
        throw new InvalidOperationException(SoFar("The awaited line never came"));
    }

    private string SoFar(string what) =>
        $"{what}: {_commandLine}\n--- stdout\n{Out()}\n--- stderr\n{string.Join('\n', _err)}";

    private string Out()
    {
        lock (_out)
            return _out.ToString();
    }

    private async Task ReadOutAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_out)
                _out.Append(line).Append('\n');
            _lines.Writer.TryWrite(line);
        }
        _lines.Writer.Complete();
    }

    private async Task ReadErrAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _err.Enqueue(line);
            _words.Writer.TryWrite(line);
        }
        _words.Writer.Complete();
    }
}
