namespace Delegate.EndToEnd.Specs.Harness;

/// <summary>
/// A terminal with a program in it, as a person has it: tmux, in its control mode. It says whenever the program has
/// drawn something; only then is the screen looked at. Nothing sleeps and nothing polls.
/// </summary>
public sealed class Screen : IAsyncDisposable
{
    private readonly RunningProgram _tmux;

    private Screen(RunningProgram tmux) => _tmux = tmux;

    public static bool IsThere => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "tmux")));

    /// <summary>Runs a shell script in a terminal of that size.</summary>
    public static async Task<Screen> OpenAsync(Bench bench, string script, int width = 80, int height = 24)
    {
        var screen = new Screen(bench.StartProgram("tmux", "-S", Path.Combine(bench.Folder, "tmux"), "-f", "/dev/null", "-C",
            "new-session", "-x", Text(width), "-y", Text(height), script));
        await screen.AnswerAsync(); // that of new-session
        await screen.ResizeAsync(width, height);
        return screen;
    }

    /// <summary>Presses keys, by the names that tmux has for them.</summary>
    public Task PressAsync(params string[] keys) => DoAsync($"send-keys {string.Join(' ', keys.Select(Quoted))}");

    /// <summary>Types letters.</summary>
    public Task TypeAsync(string text) => DoAsync($"send-keys -l {Quoted(text)}");

    public Task ResizeAsync(int width, int height) => DoAsync($"resize-window -x {width} -y {height}");

    /// <summary>A variable of tmux, such as <c>alternate_on</c>.</summary>
    public async Task<string> AskAsync(string variable) => Assert.Single(await DoAsync($"display-message -p '#{{{variable}}}'"));

    /// <summary>The screen as it stands; with the codes for colours if wanted.</summary>
    public async Task<string> LookAsync(bool colours = false) => string.Join('\n', await DoAsync(colours ? "capture-pane -p -e" : "capture-pane -p"));

    /// <summary>Ends once the screen is as wanted: looks after each thing that is drawn.</summary>
    public async Task<string> UntilAsync(Func<string, bool> asWanted)
    {
        using var patience = new CancellationTokenSource(Bench.Patience / 2); // a clock on the screen draws for ever
        while (true)
        {
            var screen = await LookAsync();
            if (asWanted(screen))
                return screen;
            try
            {
                if (patience.IsCancellationRequested)
                    throw new TimeoutException();
                await _tmux.LineAsync(line => line.StartsWith("%output", StringComparison.Ordinal));
            }
            catch (Exception never) when (never is TimeoutException or InvalidOperationException)
            {
                throw new InvalidOperationException($"The screen is not as wanted, and nothing more is drawn:\n{screen}");
            }
        }
    }

    public Task<string> UntilAsync(string text) => UntilAsync(screen => screen.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _tmux.Input.WriteAsync("kill-server\n");
        await _tmux.Input.FlushAsync();
        await _tmux.EndAsync();
        await _tmux.DisposeAsync();
    }

    private async Task<IReadOnlyList<string>> DoAsync(string command)
    {
        await _tmux.Input.WriteAsync(command + "\n");
        await _tmux.Input.FlushAsync();
        return await AnswerAsync();
    }

    /// <summary>What stands between the marks of the next answer; news never does.</summary>
    private async Task<IReadOnlyList<string>> AnswerAsync()
    {
        await _tmux.LineAsync(line => line.StartsWith("%begin ", StringComparison.Ordinal));
        var lines = new List<string>();
        while (await _tmux.LineAsync() is { } line)
        {
            if (line.StartsWith("%end ", StringComparison.Ordinal))
                return lines;
            if (line.StartsWith("%error ", StringComparison.Ordinal))
                break;
            lines.Add(line);
        }
        throw new InvalidOperationException($"tmux refuses: {string.Join('\n', lines)}");
    }

    private static string Quoted(string text) => "'" + text.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
