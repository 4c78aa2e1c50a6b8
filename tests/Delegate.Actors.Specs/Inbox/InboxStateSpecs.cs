using Delegate.Actors.Inbox;
using static Delegate.Actors.Inbox.InboxProtocol;

namespace Delegate.Actors.Specs.Inbox;

public class InboxStateSpecs
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_reader_stands_where_it_was_told_to_last_and_an_older_view_that_arrives_late_changes_nothing()
    {
        var state = InboxState.Empty.Apply(Seen("a", "/repo", 10)).Apply(Seen("a", "/repo", 20));
        Assert.Equal(20, state.Of("a", "/repo").Reader?.Upto);
        Assert.False(state.IsNews(Seen("a", "/repo", 20)));
        Assert.Same(state, state.Apply(Seen("a", "/repo", 10)));
    }

    [Fact]
    public void A_session_is_one_reader_in_whatever_folder_and_a_folder_has_one_of_its_own()
    {
        var state = InboxState.Empty.Apply(Seen("a", "/repo", 10)).Apply(Seen(null, "/repo", 15));
        Assert.Equal(10, state.Of("a", "/other").Reader?.Upto);
        Assert.Equal(15, state.Of(null, "/repo").Reader?.Upto);
    }

    [Fact]
    public void Who_never_looked_learns_how_far_anybody_of_the_folder_was_told()
    {
        var state = InboxState.Empty.Apply(Seen("a", "/repo", 10)).Apply(Seen("b", "/repo", 30)).Apply(Seen("c", "/other", 50));
        Assert.Equal(new Standing(null, 30), state.Of("new", "/repo"));
        Assert.Equal(new Standing(null, null), state.Of("new", "/nobody"));
    }

    [Fact]
    public void Of_very_many_readers_the_one_that_looked_longest_ago_is_forgotten()
    {
        var state = InboxState.Empty;
        for (var i = 0; i <= 5_000; i++)
            state = state.Apply(Seen($"s{i}", "/repo", 1) with { At = At.AddSeconds(i) });
        Assert.Equal(5_000, state.Readers.Count);
        Assert.Null(state.Of("s0", null).Reader);
        Assert.NotNull(state.Of("s5000", null).Reader);
    }

    private static ViewSeen Seen(string? session, string folder, long upto) => new(session, folder, upto, 0, 0, null, At);
}
