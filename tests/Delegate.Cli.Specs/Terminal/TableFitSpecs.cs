using Delegate.Cli.Commands;
using Delegate.Cli.Specs.Harness;
using Delegate.Cli.Terminal;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Terminal;

public sealed class TableFitSpecs
{
    private static readonly Table Tasks = TaskTable.Of(
    [
        Sample.Task(Sample.Id1, TaskPhase.Running, "build") with { Summary = new string('x', 120) },
        Sample.Task(Sample.Id2, TaskPhase.Cancelled, "a-long-name-of-a-task") with { Outcome = new("cancelled", "作業は取り消されました。作業は取り消されました。") },
    ], Sample.Now);

    [Theory]
    [InlineData(200)]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(40)]
    public void A_list_is_never_wider_than_the_terminal_and_ids_stay_whole(int width)
    {
        var fit = TableFit.To(Tasks, width);
        foreach (var row in fit.Rows.Append([.. fit.Headings.Select(heading => new Cell(heading))]))
            Assert.InRange(Enumerable.Range(0, row.Count).Sum(column => fit.Rows.Append([.. fit.Headings.Select(heading => new Cell(heading))]).Max(any => TableFit.Cells(any[column].Text)) + TableFit.Gap) - TableFit.Gap, 1, width);
        Assert.Equal([Sample.Id1.Value, Sample.Id2.Value], fit.Rows.Select(row => row[0].Text));
        Assert.Contains("PHASE", fit.Headings);
        Assert.Equal("WHAT", fit.Headings[^1]);
    }

    [Fact]
    public void What_is_cut_says_so_and_what_fits_is_left_alone()
    {
        Assert.EndsWith("…", TableFit.To(Tasks, 80).Rows[0][^1].Text);
        Assert.Equal(Tasks.Rows[0].Select(cell => cell.Text), TableFit.To(Tasks, 1_000).Rows[0].Select(cell => cell.Text));
        Assert.Equal("作…", TableFit.Cut("作業は", 4));
        Assert.Equal("abc", TableFit.Cut("abc", 3));
    }

    [Fact]
    public void One_thing_in_full_is_never_cut()
    {
        var details = TaskDetails.Of(Sample.Task(Sample.Id1) with { Summary = new string('x', 120) }, TimeProvider.System);
        Assert.Same(details, TableFit.To(details, 40));
    }
}
