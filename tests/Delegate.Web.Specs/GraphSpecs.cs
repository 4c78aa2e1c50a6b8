using System.Globalization;
using System.Text;
using Delegate.EndToEnd.Specs.Harness;
using Delegate.Web.Specs.Harness;
using Microsoft.Playwright;

namespace Delegate.Web.Specs;

[Collection(InTheBrowser.Name)]
public sealed class GraphSpecs(Browser browser)
{
    [SkippableFact]
    public async Task A_flow_is_written_corrected_handed_over_and_seen_running_as_a_graph_whose_past_can_be_travelled()
    {
        await using var bench = browser.NewBench();
        var gate = bench.NewGate("gate");
        var page = await browser.OpenAsync(bench, "new");
        await page.GetByRole(AriaRole.Tab, new() { Name = "A flow" }).ClickAsync();
        await page.GetByLabel("Folder that relative ones start from").FillAsync(bench.Work);
        await page.GetByLabel("Flow file").FillAsync("tasks:\n  build: { agent: shell, comand: make }\n");
        await Expect.That(page.Locator(".verdict .wrong").Last).ToContainTextAsync("did you mean 'command'?");
        await Expect.That(page.Locator(".verdict .wrong").Last).ToContainTextAsync("page:2:");

        await page.GetByLabel("Flow file").FillAsync($"defaults: {{ agent: shell }}\ntasks:\n  build: {{ command: 'read go < {gate.Path}' }}\n  test: {{ needs: build, command: 'true' }}\n  ship: {{ needs: [build, test], command: exit 4 }}\n");
        await Expect.That(page.GetByText("3 tasks, nothing wrong so far")).ToBeVisibleAsync();
        await Expect.That(page.Locator(".new-form .box")).ToHaveCountAsync(3); // as it would be
        await page.GetByRole(AriaRole.Button, new() { Name = "Hand it over" }).Last.ClickAsync();

        var (build, ship) = (page.Locator(".canvas .box", new() { HasText = "build" }), page.Locator(".canvas .box", new() { HasText = "ship" }));
        using (var guest = await gate.ArrivalAsync())
        {
            await Expect.That(build).ToContainTextAsync("running");
            await Expect.That(ship).ToContainTextAsync("waiting");
            guest.LetGo();
        }
        await Expect.That(build).ToContainTextAsync("succeeded");
        await Expect.That(ship).ToContainTextAsync("failed");

        // Back to the beginning, one event on, and home again.
        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Moment" });
        await slider.FillAsync("0");
        await Expect.That(build).ToContainTextAsync("queued");
        await Expect.That(ship).ToContainTextAsync("waiting");
        var on = page.GetByRole(AriaRole.Button, new() { Name = "One event on" });
        for (var step = 0; step < 20 && !(await build.InnerTextAsync()).Contains("running", StringComparison.Ordinal); step++)
            await on.ClickAsync();
        await Expect.That(build).ToContainTextAsync("running");
        await Expect.That(ship).ToContainTextAsync("waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Now", Exact = true }).ClickAsync();
        await Expect.That(ship).ToContainTextAsync("failed");

        await ship.FocusAsync();
        await page.Keyboard.PressAsync("Enter"); // by the keyboard, too
        await Expect.That(page.GetByRole(AriaRole.Heading, new() { Name = "ship", Level = 1 })).ToBeVisibleAsync();
        await page.GoBackAsync();
        await build.ClickAsync();
        await Expect.That(page.GetByRole(AriaRole.Heading, new() { Name = "build", Level = 1 })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Five_hundred_tasks_are_drawn_moved_and_zoomed_without_a_stutter()
    {
        await using var bench = browser.NewBench();
        var flow = new StringBuilder("defaults: { agent: shell }\ntasks:\n  t0: { command: 'true' }\n");
        for (var i = 1; i < 500; i++)
            flow.AppendLine(CultureInfo.InvariantCulture, $"  t{i}: {{ needs: [t{(i - 1) / 3}{(i > 40 && i % 4 == 0 ? $", t{i - 37}" : "")}], command: 'true' }}");
        await File.WriteAllTextAsync(bench.PathOf("big.yaml"), flow.ToString());
        await bench.Do("pause", "--queue", "default");
        await bench.Do("flow", "run", "big.yaml");
        var page = await browser.OpenAsync(bench, "graph");

        await Expect.That(page.Locator(".head .why")).ToContainTextAsync("499 waiting");
        await Expect.That(page.Locator(".canvas .box").First).ToBeVisibleAsync();
        var canvas = (await page.Locator(".canvas").BoundingBoxAsync())!;
        var (x, y) = (canvas.X + canvas.Width / 2, canvas.Y + canvas.Height - 12);
        for (var i = 0; i < 4; i++)
            await page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        // What this machine gives a page that does nothing at all, at the same time.
        var idle = await page.EvaluateAsync<double[]>("() => new Promise(done => { const frames = []; let last = performance.now(); const next = now => { frames.push(now - last); last = now; frames.length < 60 ? requestAnimationFrame(next) : done(frames) }; requestAnimationFrame(next) })");
        await page.EvaluateAsync("() => { window.frames_ = []; let last = performance.now(); const next = now => { frames_.push(now - last); last = now; window.measuring = requestAnimationFrame(next) }; window.measuring = requestAnimationFrame(next) }");
        var before = await WhereAsync(page);
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        for (var i = 0; i < 60; i++)
            await page.Mouse.MoveAsync(x - i * 6, y - i * 4);
        await page.Mouse.UpAsync();
        var panned = await WhereAsync(page);
        for (var i = 0; i < 16; i++)
        {
            await page.Mouse.WheelAsync(0, i < 8 ? 100 : -100);
            await page.EvaluateAsync("() => new Promise(requestAnimationFrame)"); // a hand does not turn it faster than the screen draws
            if (i == 7)
                Assert.NotEqual(panned, await WhereAsync(page));
        }
        var frames = await page.EvaluateAsync<double[]>("() => { cancelAnimationFrame(measuring); return frames_ }");

        Assert.NotEqual(before, panned);
        var (moved, still) = (Figures(frames), Figures(idle));
        // Held against what this machine gives a still page in the same run: a stutter is many frames left out.
        Assert.True(frames.Length > 30 && frames[frames.Length / 2] < 3 * idle[idle.Length / 2], $"{moved}; without moving anything: {still}");
        if (Environment.GetEnvironmentVariable("DELEGATE_SPEC_FIGURES") is { } file)
            await File.AppendAllTextAsync(file, $"500 nodes: {moved}; without moving anything: {still}; load {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}\n");
    }

    private static Task<string?> WhereAsync(IPage page) => page.Locator(".diagram-html-layer").GetAttributeAsync("style");

    private static string Figures(double[] frames)
    {
        Array.Sort(frames);
        return string.Create(CultureInfo.InvariantCulture, $"{frames.Length} frames, median {frames[frames.Length / 2]:0.0} ms, p95 {frames[(int)(frames.Length * 0.95)]:0.0} ms, longest {frames[^1]:0.0} ms");
    }
}
