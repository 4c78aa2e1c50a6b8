using Delegate.Contracts;
using Delegate.EndToEnd.Specs.Harness;
using Delegate.Web.Specs.Harness;
using Microsoft.Playwright;

namespace Delegate.Web.Specs;

/// <summary>The pictures of <c>docs/images</c>. <c>eng/pictures.sh</c> takes them anew, of a real host with real tasks.</summary>
[Collection(InTheBrowser.Name)]
public sealed class PictureSpecs(Browser browser)
{
    private static readonly string Folder = Path.Combine(Built.Repository, "docs", "images");

    private static readonly string[] Pictures =
    [
        "overview", "overview-dark", "tasks", "task", "task-phone", "graph", "graph-dark", "timeline", "timeline-by-slot", "schedules", "machine", "new", "new-flow",
    ];

    private const string Flow = """
        defaults: { agent: shell }
        tasks:
          fetch:         { command: sleep 2 }
          build:         { needs: fetch, command: sleep 4 }
          lint:          { needs: fetch, command: sleep 2 }
          unit-tests:    { needs: build, command: sleep 3 }
          browser-tests: { needs: build, command: 'echo "14 of 20 passed so far"; read go < browser' }
          review:        { needs: build, agent: claude, prompt: "Review the last commit.\nsteps:\nsay I read the last commit. The parser skips empty lines; no test says so.\ntool git show --stat HEAD\nsay I add a test for it.\ntool dotnet test tests/Parser.Specs\nsay All 215 tests pass. The change is good." }
          api-docs:      { needs: lint, command: 'sleep 1; echo "docs/api.md:12 unknown word" >&2; exit 3' }
          publish-docs:  { needs: api-docs, command: 'true' }
          upload:        { needs: lint, retry: { attempts: 3, backoff: 2s, on: [killed] }, command: '[ -e again ] || { touch again; sleep 2; kill -9 $$; }; sleep 2' }
          package:       { needs: [unit-tests, lint], command: read go < package }
          ship:          { needs: [package, browser-tests, review], command: 'true' }
          announce:      { needs: ship, command: 'true' }
        """;

    [SkippableFact]
    public async Task Each_picture_of_the_docs_is_one_that_the_script_takes()
    {
        if (Environment.GetEnvironmentVariable("DELEGATE_WRITE_DOCS") == "1")
            await TakeAsync();
        Assert.Equal(Pictures.Order(), Directory.GetFiles(Folder, "*.png").Select(path => Path.GetFileNameWithoutExtension(path)!).Order());
    }

    private async Task TakeAsync()
    {
        await using var bench = browser.NewBench().With("DELEGATE_MAX_SLOTS", "4");
        var (tests, package, night) = (bench.NewGate("browser"), bench.NewGate("package"), bench.NewGate("night"));
        await bench.Do("queue", "set", "nightly", "--concurrency", "1");
        await bench.Do("schedule", "create", "--cron", "0 9 * * 1", "--timezone", "Europe/Berlin", "--name", "weekly report", "--", "Write the weekly report.");
        await bench.Do("schedule", "create", "--cron", "30 2 * * *", "--timezone", "Europe/Berlin", "--name", "nightly build", "--agent", "shell", "--", "echo built");
        var page = await browser.OpenAsync(bench, "schedules"); // loaded before the tasks run: their times are short
        await page.GetByRole(AriaRole.Link, new() { Name = "nightly build" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Expect.That(page.Locator(".history").Last).ToContainTextAsync("succeeded");
        await ShootAsync(page, "schedules");

        await File.WriteAllTextAsync(bench.PathOf("release.yaml"), Flow);
        await bench.Do("flow", "run", "release.yaml");
        var index = await bench.Shell("# collect the logs\nread go < night", "--queue", "nightly");
        await bench.Shell("make index", "--queue", "nightly");
        using var first = await night.ArrivalAsync();
        using var second = await tests.ArrivalAsync();
        using var third = await package.ArrivalAsync();
        await bench.Do("pause", index.Value);
        var tasks = await bench.List();
        var review = await bench.Succeeds(tasks.Single(task => task.Key == "review").Id);
        await bench.Succeeds(tasks.Single(task => task.Key == "upload").Id);

        await ShootAsync(await Browser.GoAsync(page, ""), "overview", page.Locator("#needs"));
        await ShootAsync(await Browser.GoAsync(page, "tasks"), "tasks", page.Locator("tbody tr").Nth(5));
        await ShootAsync(await Browser.GoAsync(page, $"tasks/{review.Id}"), "task", page.Locator(".output .end"));
        await ShootAsync(await Browser.GoAsync(page, $"graph?graph={review.GraphId}"), "graph", page.Locator(".canvas .box").Nth(11));
        await ShootAsync(await Browser.GoAsync(page, $"timeline?graph={review.GraphId}"), "timeline", page.Locator(".gantt-row").Nth(11));
        await ShootAsync(await Browser.GoAsync(page, "timeline?by=slot"), "timeline-by-slot", page.Locator(".stint").Nth(8));
        await ShootAsync(await Browser.GoAsync(page, "machine"), "machine", page.Locator("tbody tr").Nth(8));

        await Browser.GoAsync(page, "new");
        await page.GetByLabel("Folder to work in").FillAsync(bench.Work);
        await page.GetByLabel("What is to be done").FillAsync("Find out why the date parser accepts 30 February, and mend it.\nAdd a test that fails without the change.");
        await page.GetByLabel("Name (optional)").FillAsync("leap-years");
        await Expect.That(page.GetByRole(AriaRole.Button, new() { Name = "Hand it over" })).ToBeEnabledAsync();
        await ShootAsync(page, "new");
        await page.GetByRole(AriaRole.Tab, new() { Name = "A flow" }).ClickAsync();
        await page.GetByLabel("Folder that relative ones start from").FillAsync(bench.Work);
        await page.GetByLabel("Flow file").FillAsync("defaults: { agent: shell, timeout: 10m }\ntasks:\n  build:  { command: make }\n  test:   { needs: build, command: make test }\n  review: { needs: build, agent: claude, prompt: Review the last commit. }\n  ship:   { needs: [test, review], command: make deploy, priority: P0 }\n");
        await ShootAsync(page, "new-flow", page.Locator(".new-form .box").Nth(3));

        await page.EvaluateAsync("localStorage.setItem('delegate-colours', 'dark')");
        await ReloadAsync(page, "");
        await ShootAsync(page, "overview-dark", page.Locator("#needs"));
        await ShootAsync(await Browser.GoAsync(page, $"graph?graph={review.GraphId}"), "graph-dark", page.Locator(".canvas .box").Nth(11));
        await page.SetViewportSizeAsync(390, 780);
        await ReloadAsync(page, $"tasks/{review.Id}");
        await ShootAsync(page, "task-phone", page.Locator(".output .end"));
        await page.EvaluateAsync("localStorage.removeItem('delegate-colours')");
    }

    private static async Task ReloadAsync(IPage page, string path)
    {
        await page.GotoAsync(new Uri(new Uri(page.Url), "/" + path).ToString());
        await Expect.LiveAsync(page);
    }

    private static async Task ShootAsync(IPage page, string name, ILocator? shows = null)
    {
        if (shows is not null)
            await Expect.That(shows).ToBeVisibleAsync();
        await page.Mouse.MoveAsync(0, 0);
        await page.EvaluateAsync("() => { document.activeElement?.blur(); window.scrollTo(0, 0) }");
        await page.EvaluateAsync("() => Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => {})))");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name + ".png"), Animations = ScreenshotAnimations.Disabled });
    }
}
