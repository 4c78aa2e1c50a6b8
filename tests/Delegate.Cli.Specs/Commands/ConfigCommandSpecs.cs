using System.Text.Json;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Commands;

public sealed class ConfigCommandSpecs : IDisposable
{
    private readonly Harness.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_is_set_is_shown_with_where_it_comes_from()
    {
        _cli.Environment["DELEGATE_LOG_LEVEL"] = "debug";
        Assert.Equal(0, await _cli.RunAsync("config", "set", "maxSlots", "4"));
        Assert.Contains("maxSlots is 4, from the file", _cli.Stderr);
        Assert.Equal(0, await _cli.RunAsync("config", "show"));
        Assert.Contains(_cli.Terminal.OutLines, line => line.StartsWith("maxSlots | 4 | file | ", StringComparison.Ordinal));
        Assert.Contains(_cli.Terminal.OutLines, line => line.StartsWith("logLevel | debug | environment | ", StringComparison.Ordinal));
        Assert.Contains(_cli.Terminal.OutLines, line => line.StartsWith("claudeModel | (empty) | default | ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reset_brings_the_default_back()
    {
        await _cli.RunAsync("config", "set", "maxSlots", "4");
        Assert.Equal(0, await _cli.RunAsync("config", "reset", "maxSlots"));
        Assert.Contains("maxSlots is 0, from the default", _cli.Stderr);
    }

    [Theory]
    [InlineData("maxSlots cannot be 'many'", "config", "set", "maxSlots", "many")]
    [InlineData("'maxSlot' is not a setting", "config", "set", "maxSlot", "4")]
    [InlineData("'x' is not a setting", "config", "reset", "x")]
    public async Task What_is_not_acceptable_is_refused_and_not_stored(string words, params string[] arguments)
    {
        Assert.Equal(ExitCodes.Usage, await _cli.RunAsync(arguments));
        Assert.Contains(words, _cli.Stderr);
        Assert.False(File.Exists(_cli.Home.ConfigFile));
    }

    [Fact]
    public async Task One_bad_value_is_told_and_leaves_the_others_alone()
    {
        _cli.Home.Create();
        await File.WriteAllTextAsync(_cli.Home.ConfigFile, """{"maxSlots": 99999, "spawnGapMs": 250, "typo": 1}""");
        Assert.Equal(0, await _cli.RunAsync("config", "show", "--json"));
        using var json = JsonDocument.Parse(_cli.Stdout);
        Assert.Equal("250", json.RootElement.EnumerateArray().First(row => row.GetProperty("key").GetString() == "spawnGapMs").GetProperty("value").GetString());
        Assert.Contains("maxSlots from the file is '99999'", _cli.Stderr);
        Assert.Contains("'typo' in config.json is not a setting", _cli.Stderr);
    }

    [Fact]
    public async Task A_value_that_the_environment_overrides_is_pointed_out()
    {
        _cli.Environment["DELEGATE_MAX_SLOTS"] = "2";
        Assert.Equal(0, await _cli.RunAsync("config", "set", "maxSlots", "4"));
        Assert.Contains("DELEGATE_MAX_SLOTS is set", _cli.Stderr);
    }

    [Fact]
    public async Task The_path_is_data()
    {
        Assert.Equal(0, await _cli.RunAsync("config", "path"));
        Assert.Equal(_cli.Home.ConfigFile + "\n", _cli.Stdout);
    }
}
