using Delegate.EndToEnd.Specs.Harness;
using Microsoft.Playwright;

namespace Delegate.Web.Specs.Harness;

/// <summary>One Chromium for all specs; each of them has a profile of its own in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IBrowserContext? _known;

    // The same address for every bench: the browser loads the runtime once, not once a spec.
    private readonly int _port = FreePort();

    /// <summary>Where it is; null when this machine has none.</summary>
    public static string? Program { get; } = Environment.GetEnvironmentVariable("DELEGATE_TEST_CHROMIUM") ?? Array.Find(Places, File.Exists);

    public async Task InitializeAsync()
    {
        if (Program is null)
            return;
        _playwright = await Playwright.CreateAsync();
        // No sandbox: the specs run as root in containers, where Chromium refuses to make one; nothing but our own page is shown.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A bench whose host is found at the address that the browser knows.</summary>
    public Bench NewBench() => new Bench().With("DELEGATE_PORT", _port.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A browser of somebody else: knows no host.</summary>
    public async Task<IPage> StrangerAsync(BrowserNewContextOptions? options = null)
    {
        Skip.If(_browser is null, "no Chromium on this machine: eng/install-test-tools.sh installs it");
        var context = await _browser!.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1360, Height = 850 }, TimezoneId = "Europe/Berlin", Locale = "en-GB" });
        context.SetDefaultTimeout(30_000);
        Assertions.SetDefaultExpectTimeout(30_000);
        return await context.NewPageAsync();
    }

    private async Task<IPage> KnownAsync()
    {
        if (_known is null)
        {
            var page = await StrangerAsync();
            _known = page.Context;
            return page;
        }
        foreach (var old in _known.Pages.ToList())
            await old.CloseAsync();
        return await _known.NewPageAsync();
    }

    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The page of this bench's host, signed in by a link of <c>delegate dashboard</c>, and live.</summary>
    public async Task<IPage> OpenAsync(Bench bench, string path = "", BrowserNewContextOptions? options = null)
    {
        var page = options is null ? await KnownAsync() : await StrangerAsync(options);
        var link = (await bench.Do("dashboard", "--print")).Out.Trim();
        await page.GotoAsync(link);
        await Expect.LiveAsync(page);
        return path.Length > 0 ? await GoAsync(page, path) : page;
    }

    /// <summary>Another page of the same host, as a link in it goes there.</summary>
    public static async Task<IPage> GoAsync(IPage page, string path)
    {
        await page.EvaluateAsync("path => Blazor.navigateTo(path)", "/" + path);
        await page.WaitForURLAsync(new Uri(new Uri(page.Url), "/" + path).ToString());
        return page;
    }
}

[CollectionDefinition(Name)]
public sealed class InTheBrowser : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}

/// <summary>What specs wait for.</summary>
public static class Expect
{
    /// <summary>Loading, from a clone, is some megabytes of interpreted code on a busy machine.</summary>
    public const float Patience = 45_000;

    public static Task LiveAsync(IPage page) => That(page.Locator(".link-status.live")).ToBeVisibleAsync(new() { Timeout = Patience });

    /// <summary>The phase in the head of a task's page.</summary>
    public static Task PhaseAsync(IPage page, string phase) => That(page.Locator(".head .phase")).ToContainTextAsync(phase);

    public static ILocatorAssertions That(ILocator locator) => Assertions.Expect(locator);
}

internal static class Requests
{
    /// <summary>What a request that a page makes was answered with; null when the browser itself did not let it out.</summary>
    public static async Task<int?> RunAndWaitForRequestFinishedOrFailed(this IPage page, string url, Func<Task> action)
    {
        var done = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.RequestFailed += (_, request) => Done(request, null);
        page.Response += (_, response) => Done(response.Request, response.Status);
        await action();
        return await done.Task.WaitAsync(Bench.Patience);

        void Done(IRequest request, int? status)
        {
            if (request.Url == url)
                done.TrySetResult(status);
        }
    }
}
