using Delegate.Cli.Parsing;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Parsing;

public sealed class TaskNamesSpecs
{
    private readonly FakeDelegateClient _client = new() { Tasks = { Sample.Task(Sample.Id1), Sample.Task(Sample.Id2) } };

    [Theory]
    [InlineData("7k2m")]
    [InlineData("task-7k2")]
    [InlineData("task-7k2m9qx4h0ad")]
    public async Task A_beginning_that_fits_one_task_is_enough(string name) =>
        Assert.Equal(Sample.Id1, await TaskNames.ResolveAsync(_client, name, default));

    [Fact]
    public async Task A_beginning_that_fits_two_tasks_is_refused_and_both_are_named()
    {
        var error = await ErrorOf("7k");
        Assert.Equal(ErrorCodes.InvalidInput, error.Code);
        Assert.Contains(Sample.Id1.Value, error.Message);
        Assert.Contains(Sample.Id2.Value, error.Message);
    }

    [Theory]
    [InlineData("8")]
    [InlineData("")]
    [InlineData("task-")]
    [InlineData("../etc")]
    public async Task What_fits_no_task_is_not_found(string name) => Assert.Equal(ErrorCodes.TaskNotFound, (await ErrorOf(name)).Code);

    [Fact]
    public async Task The_host_is_asked_for_the_beginning_once_however_many_tasks_there_are()
    {
        _client.Tasks.InsertRange(0, Enumerable.Range(0, 1_500).Select(_ => Sample.Task(NewIdApartFrom("7"))));
        Assert.Equal(Sample.Id1, await TaskNames.ResolveAsync(_client, "7k2m", default));
        Assert.Equal(TaskFilter.All with { Id = "task-7k2m", Limit = 6 }, Assert.Single(_client.Filters));
    }

    [Fact]
    public void Lists_with_commas_and_repeated_options_are_the_same() =>
        Assert.Equal(["a", "b", "c"], TaskNames.SplitLists(["a, b", "c"]));

    private static TaskId NewIdApartFrom(string beginning)
    {
        var id = TaskId.New();
        return id.Value.StartsWith("task-" + beginning, StringComparison.Ordinal) ? NewIdApartFrom(beginning) : id;
    }

    private async Task<DelegateError> ErrorOf(string name) =>
        (await Assert.ThrowsAsync<DelegateException>(() => TaskNames.ResolveAsync(_client, name, default))).Error;
}
