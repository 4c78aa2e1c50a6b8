using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Delegate.Contracts;

namespace Delegate.Host.Notifications;

/// <summary>Delivers one notification by one channel, once, within the channel's time. Never throws but for the host's own end.</summary>
internal sealed class Senders(TimeProvider time, Func<string, string?> environment) : IDisposable
{
    private const int MostSaid = 2_000;

    // Made when the first webhook is: a host without one does not load it.
    private readonly Lazy<HttpClient> _http = new(() => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ActivityHeadersPropagator = null,
    })
    { Timeout = Timeout.InfiniteTimeSpan });

    public async Task<TryResult> SendAsync(ChannelSettings channel, Notification notification, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(channel.Timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        try
        {
            return channel switch
            {
                WebhookChannel webhook => await PostAsync(webhook, notification, limit.Token),
                CommandChannel command => await RunAsync(command.Command, JsonSerializer.SerializeToUtf8Bytes(notification, ContractsJson.Default.Notification), limit.Token),
                _ => await RunAsync(DesktopArguments(notification), [], limit.Token),
            };
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new(TryOutcome.Unavailable, $"no answer within {channel.Timeout.TotalSeconds:0} s");
        }
    }

    /// <summary>Why nothing can be delivered there as things are; null when nothing speaks against it.</summary>
    public string? ProblemOf(ChannelSettings channel) => channel switch
    {
        WebhookChannel webhook => Signature.KeyOf(webhook, environment).Problem,
        CommandChannel command => Find(command.Command[0]) is null ? $"there is no program '{command.Command[0]}'" : null,
        _ when Find("notify-send") is null => "notify-send is not on the PATH of the host: apt-get install libnotify-bin",
        _ when environment("DBUS_SESSION_BUS_ADDRESS") is null && !File.Exists(Path.Combine(environment("XDG_RUNTIME_DIR") ?? "/nowhere", "bus"))
            => "the host was started outside a desktop session (no DBUS_SESSION_BUS_ADDRESS): start it from one",
        _ => null,
    };

    public void Dispose()
    {
        if (_http.IsValueCreated)
            _http.Value.Dispose();
    }

    private async Task<TryResult> PostAsync(WebhookChannel webhook, Notification notification, CancellationToken cancel)
    {
        var (key, problem) = Signature.KeyOf(webhook, environment);
        if (key is null)
            return new(TryOutcome.Unavailable, problem!);
        var body = JsonSerializer.SerializeToUtf8Bytes(notification, ContractsJson.Default.Notification);
        var now = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.UserAgent.Add(new("delegate", null));
        request.Headers.Add(Signature.IdHeader, notification.Id);
        request.Headers.Add(Signature.TimestampHeader, Signature.TimestampOf(now));
        request.Headers.Add(Signature.SignatureHeader, Signature.Of(key, notification.Id, now, body));
        try
        {
            using var response = await _http.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return Judge(response.StatusCode, WaitOf(response.Headers.RetryAfter, now));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new(TryOutcome.Unavailable, failure is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var kind } ? $"no connection ({kind})" : "no connection");
        }
    }

    private static TryResult Judge(HttpStatusCode status, TimeSpan? retryAfter) => (int)status switch
    {
        >= 200 and < 300 => new(TryOutcome.Delivered, $"{(int)status}"),
        410 => new(TryOutcome.Final, "410: it wants no more"),
        408 or 425 or 429 or >= 500 => new(TryOutcome.Unavailable, $"{(int)status}", retryAfter),
        >= 300 and < 400 => new(TryOutcome.Refused, $"{(int)status}: redirects are not followed"),
        _ => new(TryOutcome.Refused, $"{(int)status}"),
    };

    private static TimeSpan? WaitOf(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        header?.Delta ?? (header?.Date is { } date && date > now ? date - now : null);

    private async Task<TryResult> RunAsync(IReadOnlyList<string> command, byte[] input, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Find(command[0]) ?? command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            return new(TryOutcome.Final, $"it cannot be started ({missing.NativeErrorCode})", Said: missing.Message);
        }
        try
        {
            // What it says is read, so that it never stands before a full pipe; only the end of it is kept.
            var (output, error) = (TailAsync(process.StandardOutput, cancel), TailAsync(process.StandardError, cancel));
            await WriteAsync(process.StandardInput.BaseStream, input, cancel);
            await process.WaitForExitAsync(cancel);
            return Judge(process.ExitCode, await error is { Length: > 0 } words ? words : await output);
        }
        catch (OperationCanceledException) when (process.HasExited)
        {
            return Judge(process.ExitCode, null); // something that it left behind holds its output open
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static TryResult Judge(int exitCode, string? said) =>
        new(exitCode == 0 ? TryOutcome.Delivered : TryOutcome.Final, $"exit status {exitCode}", Said: said);

    private static async Task WriteAsync(Stream stdin, byte[] input, CancellationToken cancel)
    {
        try
        {
            await using (stdin)
                await stdin.WriteAsync(input, cancel);
        }
        catch (IOException)
        {
            // it does not care to read
        }
    }

    private static async Task<string> TailAsync(StreamReader reader, CancellationToken cancel)
    {
        var (tail, buffer) = ("", new char[4_096]);
        while (await reader.ReadAsync(buffer, cancel) is > 0 and var read)
            tail = (tail + new string(buffer, 0, read)) is var all && all.Length > MostSaid ? all[^MostSaid..] : all;
        return tail.Trim();
    }

    /// <summary>Anybody on the machine can read these: ids, names and codes only.</summary>
    private static string[] DesktopArguments(Notification notification) =>
    [
        "notify-send", "--app-name=Delegate",
        $"--urgency={(notification.Type is NotificationKind.Succeeded or NotificationKind.GraphSucceeded or NotificationKind.Test ? "normal" : "critical")}",
        "--", $"Delegate: {NotificationWords.Of(notification.Type)}", notification.Text,
    ];

    private string? Find(string program)
    {
        if (program.Contains('/'))
            return IsProgram(program) ? program : null;
        return (environment("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
