using Deque.AxeCore.Playwright;
using Delegate.EndToEnd.Specs.Harness;
using Delegate.Web.Specs.Harness;
using Microsoft.Playwright;

namespace Delegate.Web.Specs;

[Collection(InTheBrowser.Name)]
public sealed class PagesSpecs(Browser browser)
{
    private static readonly string[] Grave = ["serious", "critical"];

    [SkippableFact]
    public async Task The_timeline_shows_waiting_running_and_each_attempt_and_can_go_back()
    {
        await using var bench = browser.NewBench();
        var gate = bench.NewGate("gate");
        var task = await bench.Shell($"read go < {gate.Path}; [ -e again ] || {{ touch again; kill -9 $$; }}", "--max-attempts", "2", "--retry-on", "killed", "--backoff", "1s");
        var next = await bench.Shell("true", "--after", task.Value);
        var page = await browser.OpenAsync(bench, "timeline");
        await gate.LetGoAsync();
        using (var second = await gate.ArrivalAsync())
        {
            await Expect.That(page.Locator(".gantt-row").First.Locator(".bar.running")).ToHaveCountAsync(2);
            await Expect.That(page.Locator(".gantt-row").First.Locator(".bar.retrying")).ToHaveCountAsync(1);
            await Expect.That(page.Locator(".gantt-row").Last.Locator(".bar.waiting")).ToHaveCountAsync(1);
            second.LetGo();
        }
        await Expect.That(page.Locator(".gantt-row").Last.Locator(".ended.succeeded")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Slider, new() { Name = "Moment" }).FillAsync("0");
        await Expect.That(page.Locator(".gantt-row")).ToHaveCountAsync(1); // the other had not been handed over
        await Expect.That(page.Locator(".gantt-row .bar.running")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Now", Exact = true }).ClickAsync();
        await Expect.That(page.Locator(".gantt-row")).ToHaveCountAsync(2);
        _ = next;
    }

    [SkippableFact]
    public async Task The_timeline_by_slot_has_as_many_rows_as_ran_at_once_also_in_the_past_and_is_what_its_address_says()
    {
        await using var bench = browser.NewBench();
        var (gate, other) = (bench.NewGate("gate"), bench.NewGate("other"));
        await bench.Shell($": long; read go < {gate.Path}");
        var beside = await bench.Shell($": beside; read go < {other.Path}");
        await bench.Shell(": after", "--after", beside.Value); // takes the slot that is given back
        var page = await browser.OpenAsync(bench, "timeline");
        using var guest = await gate.ArrivalAsync();
        await other.LetGoAsync();

        var (bySlot, slots) = (page.GetByRole(AriaRole.Button, new() { Name = "by slot" }), page.Locator(".gantt-row.slot"));
        await bySlot.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect.That(slots.Locator(".stint")).ToHaveCountAsync(3);
        await Expect.That(slots).ToHaveCountAsync(2);
        await Expect.That(slots.Nth(1).Locator(".stint")).ToContainTextAsync([": beside", ": after"]);
        Assert.EndsWith("/timeline?by=slot", page.Url, StringComparison.Ordinal);

        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Moment" });
        await slider.FillAsync("0");
        await Expect.That(page.GetByText("Nothing ran in this span.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "by task" }).ClickAsync();
        await Expect.That(page.Locator(".gantt-row")).ToHaveCountAsync(1); // the same moment, otherwise grouped
        await page.GoBackAsync();
        await Expect.That(bySlot).ToHaveAttributeAsync("aria-pressed", "true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Now", Exact = true }).ClickAsync();
        await slots.First.GetByRole(AriaRole.Link, new() { Name = ": long" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect.That(page.GetByRole(AriaRole.Heading, new() { Name = ": long", Level = 1 })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task A_schedule_with_its_next_and_past_runs_and_the_machine_with_its_queues_and_decisions()
    {
        await using var bench = browser.NewBench();
        await bench.Do("schedule", "create", "--cron", "30 2 * * *", "--timezone", "Europe/Berlin", "--name", "nightly", "--agent", "shell", "--", "echo night");
        var page = await browser.OpenAsync(bench, "schedules");
        await page.GetByRole(AriaRole.Link, new() { Name = "nightly" }).ClickAsync();
        await Expect.That(page.GetByText("02:30:00").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Expect.That(page.Locator(".history").Last).ToContainTextAsync("succeeded");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await Expect.That(page.GetByRole(AriaRole.Button, new() { Name = "Resume", Exact = true })).ToBeVisibleAsync();

        await bench.Do("queue", "set", "night", "--concurrency", "2");
        await page.GetByRole(AriaRole.Link, new() { Name = "Machine" }).ClickAsync();
        var night = page.Locator("tr", new() { HasText = "night" }).First;
        await night.GetByRole(AriaRole.Button, new() { Name = "pause night" }).ClickAsync();
        await Expect.That(night.GetByRole(AriaRole.Button, new() { Name = "resume night" })).ToBeVisibleAsync();
        await Expect.That(page.Locator("table", new() { HasText = "Decision" }).Last).ToContainTextAsync("grant");
    }

    [SkippableTheory]
    [InlineData("light", 1360, new[] { "", "tasks", "task", "graph", "timeline", "timeline?by=slot", "schedules", "machine", "new" })]
    [InlineData("dark", 380, new[] { "", "task", "graph", "timeline", "machine" })]
    public async Task No_page_has_a_serious_fault_for_people_who_hear_it_or_cannot_use_a_mouse(string colours, int width, string[] paths)
    {
        await using var bench = browser.NewBench();
        var gate = bench.NewGate("gate");
        await bench.Do("schedule", "create", "--cron", "30 2 * * *", "--name", "nightly", "--agent", "shell", "--", "echo night");
        var task = await bench.Shell($"echo out; read go < {gate.Path}");
        await bench.Shell("true", "--after", task.Value);
        await bench.Wait(await bench.Shell("echo wrong >&2; exit 3"));
        using var guest = await gate.ArrivalAsync();
        var page = await browser.OpenAsync(bench, "", new()
        {
            ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = colours == "dark" ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce,
        });

        foreach (var path in paths.Select(path => path == "task" ? $"tasks/{task}" : path))
        {
            await Browser.GoAsync(page, path);
            await Expect.That(page.Locator("h1")).ToBeVisibleAsync();
            await Expect.That(page.GetByText("Asking the host…")).ToHaveCountAsync(0);
            var found = (await page.RunAxe()).Violations.Where(fault => Grave.Contains(fault.Impact)).Select(fault => $"{fault.Id}: {string.Join(" | ", fault.Nodes.Take(4).Select(node => node.Html))}").ToList();
            Assert.True(found.Count == 0, $"/{path} in {colours} at {width}:\n{string.Join('\n', found)}");
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"), $"/{path} is wider than {width}");
        }
        await page.Context.CloseAsync();
    }
}
