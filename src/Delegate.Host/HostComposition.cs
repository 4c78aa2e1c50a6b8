using System.Net.Sockets;
using Delegate.Contracts;
using Delegate.Host.Api;
using Delegate.Host.Door;
using Delegate.Host.Gateway;
using Delegate.Host.Lifecycle;
using Delegate.Host.Logging;
using Delegate.Host.Page;
using Delegate.Host.Telemetry;
using Delegate.Mcp;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Delegate.Host;

/// <summary>What the host is made of. Nothing here reads appsettings, the working folder or ASPNETCORE_ variables.</summary>
internal static class HostComposition
{
    /// <summary>Prompts are at most 4 MiB each; a submission holds many.</summary>
    private const long MaxRequestBytes = 64 * 1024 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The actors behind <see cref="IDelegateClient"/>: the one seam between the outside and the inside.</summary>
    public static IServiceCollection AddDelegate(this IServiceCollection services, DelegateHome home, EffectiveConfig config) =>
        services.AddDelegateActors(home, config.Options);

    /// <param name="addDelegate">Adds the <see cref="IDelegateClient"/>: the actors, or a fake in specs.</param>
    public static WebApplication Build(
        DelegateHome home, EffectiveConfig config, HostIdentity identity, TimeProvider time, Action<IServiceCollection> addDelegate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = home.Path, ApplicationName = "delegated" });
        builder.Logging.AddHostLog(home.LogsFolder, config.Options.LogLevel, time);
        builder.Services
            .AddRoutingCore()
            .AddSingleton(home)
            .AddSingleton(config.Options)
            .AddSingleton(identity)
            .AddSingleton(time)
            .AddSingleton<McpSessionHost>()
            .AddMcpOverHttp()
            .AddSingleton(DoorToken.Of(home))
            .AddSingleton<LoginLinks>()
            .AddSingleton<TcpDoor>()
            .AddSingleton<PageFiles>()
            .AddSingleton<HostMetrics>()
            .AddSingleton(provider => new TelemetryService(provider, Environment.GetEnvironmentVariable))
            .AddHostedService(provider => provider.GetRequiredService<TelemetryService>());
        addDelegate(builder.Services);
        Listen(builder, home);

        var app = builder.Build();
        app.MapDelegateApi();
        app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<TcpDoor>().Announce(app.Services.GetRequiredService<IServer>()));
        return app;
    }

    /// <summary>The first lines of a log: who, and which settings were passed over.</summary>
    public static void LogStart(WebApplication app, HostIdentity identity, EffectiveConfig config)
    {
        app.Logger.LogInformation("host {Version} starts, pid {Pid}", identity.Version, identity.Pid);
        foreach (var problem in config.Problems)
            app.Logger.LogWarning("{Problem} ({Where})", problem.Message, problem.Field);
    }

    private static void Listen(WebApplicationBuilder builder, DelegateHome home)
    {
        builder.WebHost.UseKestrelCore();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<TcpDoor>((kestrel, door) => door.Listen(kestrel));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            // `delegate logs -f | less`: a reader that pauses is not an attacker, it must not be cut off.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.ListenUnixSocket(home.SocketFile, socket => socket.Use(next => connection =>
            {
                connection.Features.Set(SocketMark.Instance);
                return next(connection);
            }));
        });
        builder.Services.AddOptions<SocketTransportOptions>().Configure<TcpDoor>((sockets, door) =>
        {
            // A request is taken up by the thread that has read it: two hand-overs fewer, and no connection waits for another's.
            sockets.UnsafePreferInlineScheduling = true;
            sockets.CreateBoundListenSocket = endpoint =>
            {
                if (endpoint is not UnixDomainSocketEndPoint)
                    return door.Bind(endpoint);
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                File.SetUnixFileMode(home.SocketFile, OwnerOnly); // between bind and listen: nobody can have connected yet
                return socket;
            };
        });
    }
}
