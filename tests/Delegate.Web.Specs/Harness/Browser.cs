using Delegate.EndToEnd.Specs.Harness;
using Microsoft.Playwright;

namespace Delegate.Web.Specs.Harness;

/// <summary>One Chromium for all specs; each of them has a profile of its own in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

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

    /// <summary>A browser of somebody else: knows no host.</summary>
    public async Task<IPage> StrangerAsync(BrowserNewContextOptions? options = null)
    {
        Skip.If(_browser is null, "no Chromium on this machine: eng/install-test-tools.sh installs it");
        var context = await _browser!.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1360, Height = 850 }, TimezoneId = "Europe/Berlin", Locale = "en-GB" });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    /// <summary>The page of this bench's host, signed in by a link of <c>delegate dashboard</c>, and live.</summary>
    public async Task<IPage> OpenAsync(Bench bench, string path = "", BrowserNewContextOptions? options = null)
    {
        var page = await StrangerAsync(options);
        var link = (await bench.Do("dashboard", "--print")).Out.Trim();
        await page.GotoAsync(link);
        await Expect.LiveAsync(page);
        if (path.Length > 0)
        {
            await page.GotoAsync(new Uri(new Uri(link), path).ToString());
            await Expect.LiveAsync(page);
        }
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

    public static ILocatorAssertions That(ILocator locator) => Assertions.Expect(locator);
}
