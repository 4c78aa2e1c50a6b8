using System.Net.Sockets;
using Delegate.Contracts;
using Delegate.Host.Door;
using Delegate.Host.Lifecycle;
using Delegate.Host.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Delegate.Host.Specs.Support;

/// <summary>The production composition on a real socket, with a fake where the actors are.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly SpecFolder _temp;
    private readonly WebApplication _app;

    private RunningHost(SpecFolder temp, WebApplication app, FakeDelegateClient fake)
    {
        (_temp, _app, Fake) = (temp, app, fake);
        Client = new HttpDelegateClient(temp.Home);
        Http = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, cancel) => await ConnectAsync(cancel) }) { BaseAddress = new("http://delegated") };
    }

    public DelegateHome Home => _temp.Home;

    public FakeDelegateClient Fake { get; }

    public HttpDelegateClient Client { get; }

    /// <summary>For requests that our own client would never send.</summary>
    public HttpClient Http { get; }

    public CancellationToken Stopping => _app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public KestrelServerLimits Limits => _app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

    /// <summary>What is in the host's log by now.</summary>
    public string Log => Path.Combine(Home.LogsFolder, HostLog.FileName) is var file && File.Exists(file) ? File.ReadAllText(file) : "";

    public static async Task<RunningHost> StartAsync(string logLevel = "info")
    {
        var (temp, fake) = (new SpecFolder(), new FakeDelegateClient());
        DataFolder.Prepare(temp.Home);
        var config = ConfigStore.Load(temp.Home, name => name == "DELEGATE_LOG_LEVEL" ? logLevel : null);
        var app = HostComposition.Build(temp.Home, config, HostIdentity.OfThisProcess(TimeProvider.System), TimeProvider.System,
            services => services.AddSingleton<IDelegateClient>(fake));
        await app.StartAsync();
        fake.OnCreateLoginLink = app.Services.GetRequiredService<TcpDoor>().CreateLink;
        return new(temp, app, fake);
    }

    /// <summary>Where it listens for browsers; ended by a slash.</summary>
    public Uri Url => new(_app.Services.GetRequiredService<TcpDoor>().Url!);

    public async Task<NetworkStream> ConnectAsync(CancellationToken cancel = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Home.SocketFile), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await _app.DisposeAsync();
        _temp.Dispose();
    }
}
