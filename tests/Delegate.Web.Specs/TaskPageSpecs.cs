using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;
using Delegate.Web.Specs.Harness;
using Microsoft.Playwright;

namespace Delegate.Web.Specs;

[Collection(InTheBrowser.Name)]
public sealed class TaskPageSpecs(Browser browser)
{
    [SkippableFact]
    public async Task A_command_handed_over_on_the_page_runs_is_watched_and_shows_its_output()
    {
        await using var bench = browser.NewBench();
        var gate = bench.NewGate("gate");
        var page = await browser.OpenAsync(bench, "new");

        await page.GetByRole(AriaRole.Radio, new() { Name = "a command" }).CheckAsync();
        await page.GetByLabel("Folder to work in").FillAsync("/no/such/folder");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Command", Exact = true }).FillAsync($"echo before; read go < {gate.Path}; echo after; echo wrong >&2");
        await Expect.That(page.GetByText("There is no folder '/no/such/folder'")).ToBeVisibleAsync(); // said while it is typed
        await Expect.That(page.GetByRole(AriaRole.Button, new() { Name = "Hand it over" })).ToBeDisabledAsync();
        await page.GetByLabel("Folder to work in").FillAsync(bench.Work);
        await page.GetByRole(AriaRole.Button, new() { Name = "Hand it over" }).ClickAsync();

        using (var guest = await gate.ArrivalAsync())
        {
            await Expect.That(page.Locator(".head .phase")).ToContainTextAsync("running");
            await Expect.That(page.GetByRole(AriaRole.Log)).ToContainTextAsync("before");
            await Expect.That(page.GetByRole(AriaRole.Log)).Not.ToContainTextAsync("after");
            guest.LetGo();
        }
        await Expect.That(page.Locator(".head .phase")).ToContainTextAsync("succeeded");
        await Expect.That(page.Locator(".line.stderr")).ToHaveTextAsync("wrong");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Prompt" }).ClickAsync();
        await Expect.That(page.GetByLabel("Prompt", new() { Exact = true }).Last).ToContainTextAsync("echo before");
        await page.GetByRole(AriaRole.Tab, new() { Name = "History" }).ClickAsync();
        await Expect.That(page.Locator(".history")).ToContainTextAsync("Accepted from web");
        await Expect.That(page.Locator(".history")).ToContainTextAsync("Attempt 1 runs");
    }

    [SkippableFact]
    public async Task A_task_is_cancelled_after_a_question_and_begun_anew()
    {
        await using var bench = browser.NewBench();
        var gate = bench.NewGate("gate");
        var task = await bench.Shell($"read go < {gate.Path}");
        var page = await browser.OpenAsync(bench, $"tasks/{task}");
        using var guest = await gate.ArrivalAsync();
        await Expect.That(page.Locator(".head .phase")).ToContainTextAsync("running");

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "No" }).ClickAsync();
        Assert.Equal(TaskPhase.Running, (await bench.Status(task)).Phase);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Why (optional)").FillAsync("not needed any more");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the task" }).ClickAsync();
        await Expect.That(page.Locator(".head .phase")).ToContainTextAsync("cancelled");
        await Expect.That(page.Locator(".outcome")).ToContainTextAsync("not needed any more");

        await page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect.That(page.Locator(".facts")).ToContainTextAsync("Retry of");
        using var second = await gate.ArrivalAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await Expect.That(page.Locator(".head .phase")).ToContainTextAsync("paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect.That(page.Locator(".head .phase")).ToContainTextAsync("running");
        second.LetGo();
        await Expect.That(page.Locator(".head .phase")).ToContainTextAsync("succeeded");
    }

    [SkippableFact]
    public async Task What_Claude_says_and_does_is_readable_with_its_cost_and_the_raw_lines_are_there_too()
    {
        await using var bench = browser.NewBench();
        var task = await bench.Claude("say I look at the parser.\ntool make test\nsay All is well.");
        await bench.Succeeds(task);
        var page = await browser.OpenAsync(bench, $"tasks/{task}");

        await Expect.That(page.Locator(".output .message").First).ToHaveTextAsync("I look at the parser.");
        await Expect.That(page.Locator(".output .tool summary")).ToContainTextAsync("Bash make test");
        await Expect.That(page.Locator(".output .end")).ToContainTextAsync("Done");
        await Expect.That(page.Locator(".output .end")).ToContainTextAsync("turn");
        await page.GetByRole(AriaRole.Switch, new() { Name = "Raw" }).Or(page.GetByLabel("Raw")).First.CheckAsync();
        await Expect.That(page.Locator(".output.raw")).ToContainTextAsync("\"type\":\"assistant\"");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Result" }).ClickAsync();
        await Expect.That(page.GetByLabel("Result", new() { Exact = true }).Last).ToContainTextAsync("All is well.");
    }
}
