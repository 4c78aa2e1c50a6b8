using Delegate.EndToEnd.Specs.Harness;
using Delegate.Web.Specs.Harness;
using Microsoft.Playwright;

namespace Delegate.Web.Specs;

[Collection(InTheBrowser.Name)]
public sealed class OverviewSpecs(Browser browser)
{
    private const string Feed = "**/v1/feed*";

    [SkippableFact]
    public async Task What_runs_what_waits_for_what_and_what_needs_somebody_is_seen_as_it_comes_without_a_reload()
    {
        await using var bench = browser.NewBench();
        var gate = bench.NewGate("gate");
        var page = await browser.OpenAsync(bench);
        await Expect.That(page.GetByText("Nothing runs.")).ToBeVisibleAsync();
        await page.EvaluateAsync("window.loadedOnce = true");

        var build = await bench.Shell($"read go < {gate.Path}");
        await bench.Shell("true", "--after", build.Value);
        var failed = await bench.Shell("exit 9");
        using var guest = await gate.ArrivalAsync();

        await Expect.That(page.Locator(".figures .running b")).ToHaveTextAsync("1");
        await Expect.That(page.Locator(".figures .waiting b")).ToHaveTextAsync("1");
        await Expect.That(page.GetByRole(AriaRole.Region, new() { Name = "Waiting tasks" })).ToContainTextAsync("waits for read go");
        await Expect.That(page.Locator("#needs")).ToContainTextAsync("It exited with status 9.");
        guest.LetGo();
        await Expect.That(page.Locator(".figures .done b")).ToHaveTextAsync("2");
        await Expect.That(page.Locator(".figures .failed b")).ToHaveTextAsync("1");

        await page.Locator("#needs").GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect.That(page.Locator(".facts")).ToContainTextAsync("Retry of");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search tasks" }).FillAsync("exit 9");
        await page.Keyboard.PressAsync("Enter");
        await Expect.That(page.GetByRole(AriaRole.Region, new() { Name = "Tasks found" }).Locator("tbody tr")).ToHaveCountAsync(2);
        Assert.True(await page.EvaluateAsync<bool>("window.loadedOnce"));
        _ = failed;
    }

    [SkippableFact]
    public async Task A_host_that_was_killed_is_missed_and_the_page_goes_on_where_it_was_without_a_gap()
    {
        await using var bench = browser.NewBench();
        var gate = bench.NewGate("gate");
        var task = await bench.Shell($"echo begun; read go < {gate.Path}; echo ended");
        var page = await browser.OpenAsync(bench);
        using var guest = await gate.ArrivalAsync();
        await Expect.That(page.Locator(".figures .running b")).ToHaveTextAsync("1");
        await page.GetByRole(AriaRole.Link, new() { Name = "echo begun" }).ClickAsync();
        await Expect.That(page.GetByRole(AriaRole.Log)).ToContainTextAsync("begun");
        await page.EvaluateAsync("window.loadedOnce = true");

        await page.RouteAsync(Feed, route => route.AbortAsync()); // held off until the end is history
        await bench.KillHost();
        await Expect.That(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Reconnecting");
        guest.LetGo(); // the agent ends while nobody looks
        await bench.Succeeds(task); // any command starts the next host
        await page.UnrouteAsync(Feed);

        await Expect.LiveAsync(page);
        await Expect.PhaseAsync(page, "succeeded");
        await Expect.That(page.GetByRole(AriaRole.Log)).ToContainTextAsync("ended");
        await Expect.That(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Browser.GoAsync(page, ""); // which asks for no task: it knows of this end by the feed alone
        await Expect.That(page.Locator(".figures .done b")).ToHaveTextAsync("1");
        Assert.True(await page.EvaluateAsync<bool>("window.loadedOnce"));
    }

    [SkippableFact]
    public async Task Whoever_has_no_token_sees_nothing_and_a_page_from_elsewhere_can_do_nothing()
    {
        await using var bench = browser.NewBench();
        var page = await browser.OpenAsync(bench);
        var address = page.Url;
        await Expect.That(page.GetByText("Nothing runs.")).ToBeVisibleAsync();

        var stranger = await browser.StrangerAsync();
        var answer = await stranger.GotoAsync(address);
        Assert.Equal(401, answer!.Status);
        await Expect.That(stranger.Locator("body")).ToContainTextAsync("delegate dashboard");
        Assert.Equal(401, (await stranger.GotoAsync(address + "login?code=guessed"))!.Status);
        await stranger.Context.AddCookiesAsync([new() { Name = (await page.Context.CookiesAsync()).Last(cookie => cookie.Name.StartsWith("delegate-", StringComparison.Ordinal)).Name, Value = "wrong", Url = address }]);
        Assert.Equal(401, (await stranger.GotoAsync(address))!.Status);
        await stranger.Context.CloseAsync();

        // The signed-in browser itself visits a foreign page, which sends a task to the host.
        await page.Context.RouteAsync("http://elsewhere.example/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<p>elsewhere" }));
        var refused = await VisitAsync(page, "http://elsewhere.example/", address);
        Assert.True(refused is null or 401 or 403, $"{refused}");
        // To another program's page on this machine it is the same site: the cookie goes along, and only the page's origin tells.
        using var other = new System.Net.HttpListener();
        var own = $"http://127.0.0.1:{Browser.FreePort()}/";
        other.Prefixes.Add(own);
        other.Start();
        var served = ServeAsync(other);
        Assert.Equal(403, await VisitAsync(page, own, address));
        await served;
        Assert.Empty(await bench.List());
    }

    private static async Task ServeAsync(System.Net.HttpListener listener)
    {
        var context = await listener.GetContextAsync();
        context.Response.ContentType = "text/html";
        context.Response.Close("<link rel=icon href=data:,><p>elsewhere"u8.ToArray(), willBlock: true);
    }

    private static async Task<int?> VisitAsync(IPage page, string elsewhere, string address)
    {
        await page.GotoAsync(elsewhere);
        return await page.RunAndWaitForRequestFinishedOrFailed(address + "v1/tasks",
            () => page.EvaluateAsync("address => { fetch(address + 'v1/tasks', { method: 'POST', mode: 'no-cors', credentials: 'include', body: JSON.stringify({ tasks: [{ agent: 'shell', prompt: 'touch taken', cwd: '/tmp' }] }) }).catch(() => {}) }", address));
    }
}
