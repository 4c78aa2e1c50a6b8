using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Delegate.Host.Specs.Support;

/// <summary>A log that can be waited for.</summary>
internal sealed class ListeningLog<T> : ILogger<T>
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public ConcurrentQueue<string> All { get; } = [];

    public async Task<string> UntilAsync(params string[] words)
    {
        while (true)
        {
            var line = await _lines.Reader.ReadAsync().AsTask().WaitAsync(Expect.Patience);
            if (words.All(word => line.Contains(word, StringComparison.Ordinal)))
                return line;
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)} {exception}";
        All.Enqueue(line);
        _lines.Writer.TryWrite(line);
    }
}
