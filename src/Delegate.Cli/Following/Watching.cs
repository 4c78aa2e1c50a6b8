using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Delegate.Cli.Json;
using Delegate.Contracts;

namespace Delegate.Cli.Following;

/// <summary>
/// <c>--watch</c>: what a verb shows, again whenever the host has news, until Ctrl-C. A terminal sees one picture that
/// changes; a program sees each state once, as JSON one in a line.
/// </summary>
internal static class Watching
{
    public static Option<bool> Option() => new("--watch", "-w") { Description = "Go on showing it as it changes, until Ctrl-C." };

    /// <param name="context">The verb's.</param>
    /// <param name="read">Asks the host for the whole of it.</param>
    /// <param name="shape">Its JSON: states that have the same are one.</param>
    /// <param name="json">Print that.</param>
    /// <param name="show">Prints it for people.</param>
    /// <param name="code">An exit code once there is nothing more to see.</param>
    /// <param name="cancel">Ctrl-C.</param>
    public static async Task<int> RunAsync<T>(
        CliContext context, Func<IDelegateClient, CancellationToken, Task<T>> read, JsonTypeInfo<T> shape, bool json,
        Action<CliContext, T> show, Func<T, int?> code, CancellationToken cancel)
    {
        using var link = await HostLink.OpenAsync(context, cancel);
        string? last = null;
        while (true)
        {
            var generation = link.Generation;
            using var round = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            // One token at most: however much has happened since it was last read, one reading shows it all.
            var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
            var pump = PumpAsync(link.Client, news.Writer, round.Token);
            try
            {
                do
                {
                    var now = await read(link.Client, cancel);
                    var text = JsonSerializer.Serialize(now, shape);
                    if (json && text != last)
                        context.Terminal.OutJson(now, shape);
                    else if (!json && (text != last || context.Terminal.IsLive)) // ages go on in a picture; a program wants news
                        context.Terminal.Redraw(terminal => show(context with { Terminal = terminal }, now));
                    last = text;
                    if (code(now) is { } done)
                        return done;
                }
                while (await news.Reader.WaitToReadAsync(cancel) && news.Reader.TryRead(out _));
            }
            catch (DelegateException lost) when (lost.Error.Code == ErrorCodes.HostUnreachable)
            {
                // below, as for one that stopped politely
            }
            finally
            {
                await round.CancelAsync();
                await pump;
            }
            await link.RenewAsync(generation, cancel);
        }
    }

    private static async Task PumpAsync(IDelegateClient client, ChannelWriter<bool> news, CancellationToken cancel)
    {
        try
        {
            await foreach (var _ in client.FollowAsync(null, cancel))
                news.TryWrite(true);
        }
        catch (Exception over) when (over is OperationCanceledException or DelegateException { Error.Code: ErrorCodes.HostUnreachable })
        {
            // the end of it is told by the channel
        }
        finally
        {
            news.TryComplete();
        }
    }
}
