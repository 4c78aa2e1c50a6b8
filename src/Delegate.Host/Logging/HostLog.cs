namespace Delegate.Host.Logging;

/// <summary>Adds the host's log file and says who may write how much into it.</summary>
internal static class HostLog
{
    public const string FileName = "host.log";

    public static ILoggingBuilder AddHostLog(this ILoggingBuilder logging, string folder, string level, TimeProvider time)
    {
        logging.Services.AddSingleton<ILoggerProvider>(_ => new FileLoggerProvider(new RotatingFile(Path.Combine(folder, FileName)), time));
        return logging
            .SetMinimumLevel(LevelOf(level))
            // Request lines and message bodies do not belong in a log: prompts are in them.
            .AddFilter("Microsoft", LogLevel.Warning)
            // It reports every refused call with a stack; what is worth a line, CallGuard writes.
            .AddFilter("ModelContextProtocol", LogLevel.None);
    }

    internal static LogLevel LevelOf(string level) => level switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
