using System.Globalization;
using System.Text;

namespace Delegate.Host.Logging;

/// <summary>One line an entry: time, level, who, what; the lines of an exception follow, indented.</summary>
internal sealed class FileLoggerProvider(RotatingFile file, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void Dispose() => file.Dispose();

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var at = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var text = new StringBuilder().Append(at).Append(' ').Append(Short(level)).Append(' ').Append(category).Append(": ");
        text.Append(Indented(message)).Append('\n');
        if (exception is not null)
            text.Append("  ").Append(Indented(exception.ToString())).Append('\n');
        file.Append(text.ToString());
    }

    private static string Indented(string text) => text.Replace("\n", "\n  ", StringComparison.Ordinal);

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO ",
        LogLevel.Warning => "WARN ",
        _ => "ERROR",
    };

    private sealed class FileLogger(FileLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                provider.Write(logLevel, category, formatter(state, exception), exception);
        }
    }
}
