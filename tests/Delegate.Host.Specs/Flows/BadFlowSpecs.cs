using Delegate.Contracts;

namespace Delegate.Host.Specs.Flows;

public sealed class BadFlowSpecs
{
    [Theory]
    [InlineData("", "1:1", "'tasks:'")]
    [InlineData("just words", "1:1", "is a map")]
    [InlineData("- a\n- b", "1:1", "is a map")]
    [InlineData("defaults: {}", "1:1", "'tasks' is missing")]
    [InlineData("tasks:", "1:7", "one at least")]
    [InlineData("tasks: {}", "1:8", "one at least")]
    [InlineData("tasks: [a]", "1:8", "from a name to a task")]
    [InlineData("task: { a: { command: x } }", "1:1", "did you mean 'tasks'?")]
    [InlineData("tasks: { a: { command: x } }\n---\ntasks: {}", "2:1", "second document")]
    [InlineData("tasks: { a: make }", "1:13", "must be a map")]
    [InlineData("tasks: { a: { } }", "1:10", "exactly one")]
    [InlineData("tasks: { a: { prompt: x, command: y } }", "1:26", "it has both")]
    [InlineData("tasks: { a: { prompt: } }", "1:23", "no value")]
    [InlineData("tasks: { a: { prompt: '  ' } }", "1:23", "must not be empty")]
    [InlineData("tasks: { a: { prompt: \"a\\0b\" } }", "1:23", "NUL")]
    [InlineData("tasks: { a: { prompt: [x] } }", "1:23", "must be a single value, not a list")]
    [InlineData("tasks: { a: { command: x, neds: b } }", "1:27", "did you mean 'needs'?")]
    [InlineData("tasks: { a: { command: x, priority: P3 } }", "1:37", "P0, P1, P2")]
    [InlineData("tasks: { a: { command: x, timeout: soon } }", "1:36", "30s, 10m, 2h")]
    [InlineData("tasks: { a: { command: x, timeout: 5ms } }", "1:36", "from 1s to 24h")]
    [InlineData("tasks: { a: { command: x, timeout: 2d } }", "1:36", "from 1s to 24h")]
    [InlineData("tasks: { a: { command: x, timeout: 99999999999999999999s } }", "1:36", "from 1s to 24h")]
    [InlineData("tasks: { a: { command: x, on-failure: ignore } }", "1:39", "cancel, hold, run")]
    [InlineData("tasks: { a: { prompt: x, permission-mode: acceptedits } }", "1:43", "did you mean 'acceptEdits'?")]
    [InlineData("tasks: { a: { command: x, needs: { on-failure: run } } }", "1:34", "lacks 'task'")]
    [InlineData("tasks: { a: { command: x, needs: [[b]] } }", "1:35", "a name or a list of names")]
    [InlineData("tasks: { a: { command: x, agent: claude } }", "1:27", "for 'claude' write a 'prompt'")]
    [InlineData("tasks: { a: { prompt: x, agent: shell } }", "1:15", "takes a 'command'")]
    [InlineData("tasks: { a: { command: x, retry: 0 } }", "1:34", "from 1 to 100")]
    [InlineData("tasks: { a: { command: x, retry: often } }", "1:34", "a whole number from 1 to 100")]
    [InlineData("tasks: { a: { command: x, retry: [1] } }", "1:34", "must be a single value, not a list")]
    [InlineData("tasks: { a: { command: x, retry: { atempts: 2 } } }", "1:36", "did you mean 'attempts'?")]
    [InlineData("tasks: { a: { command: x, retry: { backoff: 2h } } }", "1:45", "from 0 to 1h")]
    [InlineData("tasks: { a: { command: x, retry: { on: [lost, bored] } } }", "1:47", "agent_error")]
    [InlineData("tasks: { a: { command: x, retry: { on-lost: cry } } }", "1:45", "fail, rerun, resume")]
    [InlineData("tasks: { a: { command: x, idle: 9s } }", "1:33", "from 10s to 24h")]
    [InlineData("tasks: { a: { command: x, queue: 'a b' } }", "1:34", "queue's name")]
    [InlineData("tasks: { a: { command: x, share-folder: maybe } }", "1:41", "false, true")]
    [InlineData("tasks: { a: { command: x, schema: {} } }", "1:27", "for 'claude' only")]
    [InlineData("tasks: { a: { prompt: x, schema: [1] } }", "1:34", "a map or the name of a file")]
    [InlineData("tasks: { a: { prompt: x, schema: no/such.json } }", "1:34", "which is not there")]
    [InlineData("tasks: { a: { prompt: x, schema: } }", "1:34", "no value")]
    [InlineData("tasks: { a: { prompt: x, continue-from: { b: c } } }", "1:41", "must be a single value, not a map")]
    [InlineData("defaults: { schema: {} }\ntasks: { a: { prompt: x } }", "1:13", "not a key of 'defaults'")]
    [InlineData("tasks: { a: { command: 'x ${{ tasks.b' } }", "1:27", "'}}' is missing")]
    [InlineData("tasks: { a: { command: 'x ${{ github.sha }}' } }", "1:27", "'${{ github.sha }}' cannot be read")]
    [InlineData("tasks: { a: { command: x }, b: { command: 'x ${{ tasks.a.resutl }}' } }", "1:46", "did you mean 'result'?")]
    [InlineData("tasks: { a: { command: x }, b: { command: 'x ${{ tasks.a.result.b }}' } }", "1:46", "Only 'json' has parts")]
    [InlineData("tasks:\n  a: { command: x }\n  b:\n    command: |\n      echo one\n      echo two ${{ tasks.a.status }}\n", "6:16", "must be result, output, json")]
    [InlineData("tasks:\n  a: { command: x }\n  b:\n    prompt: >-\n      Not $${{ this }},\n      but\n      ${{ tasks.a }}\n", "7:7", "cannot be read")]
    [InlineData("tasks: { b: { command: \"${{ tasks.a.x }} \\x24{{ tasks.a.result }}\" } }", "1:24", "must be result, output, json")]
    [InlineData("tasks: { 'a b': { command: x } }", "1:10", "cannot be a task's name")]
    [InlineData("tasks: { task-7k2m9qx4h0ad: { command: x } }", "1:10", "form of a task id")]
    [InlineData("tasks: { ? [a] : { command: x } }", "1:12", "A key must be a word")]
    [InlineData("tasks: { a: *nowhere }", "1:13", "refers to nothing")]
    [InlineData("defaults: [x]\ntasks: { a: { command: x } }", "1:11", "'defaults' must be a map")]
    [InlineData("defaults: { prompt: x }\ntasks: { a: { command: x } }", "1:13", "not a key of 'defaults'")]
    [InlineData("tasks:\n  a: { command: x\n", "3:1", "not YAML")]
    [InlineData("tasks:\n\ta: {}", "2:1", "tab")]
    public void A_bad_file_is_refused_with_the_place_and_the_reason(string text, string place, string words)
    {
        var error = Refusal(text);

        Assert.Equal($"flow.yaml:{place}", error.Field);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("delegate flow run flow.yaml", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tasks: { a: { command: x, agent: clod } }", ErrorCodes.UnknownAgent, "1:34")]
    [InlineData("tasks: { a: { command: x, cwd: no/such/folder } }", ErrorCodes.InvalidFolder, "1:32")]
    [InlineData("tasks: { a: { command: x }, a: { command: y } }", ErrorCodes.DuplicateKey, "1:29")]
    [InlineData("tasks: { a: { command: x }, b: { command: x, needs: [a, a] } }", ErrorCodes.DuplicateDependency, "1:57")]
    [InlineData("tasks: { build: { command: x }, b: { command: x, needs: bild } }", ErrorCodes.DependencyNotFound, "1:57")]
    [InlineData("tasks: { a: { command: x, needs: a } }", ErrorCodes.DependencyCycle, "1:34")]
    [InlineData("tasks: { build: { command: x }, b: { command: 'x ${{ tasks.bild.result }}' } }", ErrorCodes.DependencyNotFound, "1:50")]
    [InlineData("tasks: { build: { command: x }, b: { command: x, continue-from: bild } }", ErrorCodes.DependencyNotFound, "1:65")]
    [InlineData("tasks: { a: { command: x }, b: { command: x, continue-from: [a, a] } }", ErrorCodes.DuplicateDependency, "1:65")]
    [InlineData("tasks: { a: { command: 'x ${{ tasks.a.result }}' } }", ErrorCodes.DependencyCycle, "1:27")]
    [InlineData("tasks: { a: { prompt: x, continue-from: a } }", ErrorCodes.DependencyCycle, "1:41")]
    public void Each_kind_of_mistake_has_its_own_code(string text, string code, string place)
    {
        var error = Refusal(text);

        Assert.Equal((code, $"flow.yaml:{place}"), (error.Code, error.Field));
    }

    [Fact]
    public void A_cycle_is_refused_and_the_error_names_its_path()
    {
        var error = Refusal("""
            tasks:
              start: { command: x }
              into: { command: x, needs: [start, a] }
              a: { command: x, needs: [start, c] }
              b: { command: x, needs: a }
              c: { command: x, needs: b }
            """);

        Assert.Equal(ErrorCodes.DependencyCycle, error.Code);
        Assert.Contains("a -> c -> b -> a", error.Message, StringComparison.Ordinal);
        Assert.Equal("flow.yaml:4:35", error.Field);
    }

    [Fact]
    public void A_circle_through_an_expression_and_a_continue_from_is_found_and_named()
    {
        var error = Refusal("""
            tasks:
              a: { command: x, needs: c }
              b: { command: 'x ${{ tasks.a.result }}' }
              c: { prompt: x, continue-from: b }
            """);

        Assert.Equal((ErrorCodes.DependencyCycle, "flow.yaml:2:27"), (error.Code, error.Field));
        Assert.Contains("a -> c -> b -> a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_of_aliases_upon_aliases_is_refused_and_the_host_lives()
    {
        var levels = string.Concat(Enumerable.Range(1, 20).Select(n => $", l{n}: &l{n} [*l{n - 1}, *l{n - 1}, *l{n - 1}]"));
        Assert.Contains("more than 10000 values", Refusal($"tasks: {{ a: {{ prompt: x, schema: {{ l0: &l0 [x]{levels} }} }} }}").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelled_need_is_recognised()
    {
        Assert.Contains("did you mean 'build'?", Refusal("tasks: { build: { command: x }, b: { command: x, needs: biuld } }").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_reported_together_in_the_order_of_the_file()
    {
        var error = Refusal("""
            defaults:
              priority: high
            tasks:
              a:
                comand: x
              b:
                prompt: Go.
                timeout: never
            """);

        Assert.Equal("flow.yaml:2:13", error.Field);
        var lines = error.Message.Split('\n');
        Assert.Equal("flow.yaml has 4 problems:", lines[0]);
        Assert.Equal(["2:13", "4:3", "5:5", "8:14"], lines[1..].Select(line => line.Trim().Split(": ")[0]["flow.yaml:".Length..]));
    }

    [Fact]
    public void A_file_nested_a_hundred_thousand_levels_deep_is_refused_and_the_host_lives()
    {
        Assert.Contains("levels deep", Refusal("tasks: " + new string('[', 100_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_full_of_mistakes_shows_the_first_twenty_and_counts_the_rest()
    {
        var error = Refusal("tasks:\n" + string.Concat(Enumerable.Range(0, 50).Select(n => $"  t{n}: {{ comand: x, command: x }}\n")));

        Assert.Equal(22, error.Message.Split('\n').Length);
        Assert.EndsWith("and 30 more", error.Message, StringComparison.Ordinal);
    }

    private static DelegateError Refusal(string text) => Assert.Throws<DelegateException>(() => FlowReaderSpecs.Read(text)).Error;
}
