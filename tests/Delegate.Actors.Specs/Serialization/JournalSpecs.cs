using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Delegate.Actors.Dag;
using Delegate.Actors.Hosting;
using Delegate.Actors.Processes;
using Delegate.Contracts;
using Delegate.TestKit;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Specs.Serialization;

/// <summary>The journal's file, and what it takes.</summary>
public class JournalSpecs() : DelegateTestKit(JournalIn.Disk)
{
    [Fact]
    public async Task No_type_name_of_ours_or_of_the_runtime_reaches_the_file()
    {
        await SubmitOneAsync();
        await AgentStartsAsync();
        Assert.Equal(0L, Scalar("SELECT count(*) FROM journal WHERE manifest LIKE '%Delegate.%' OR CAST(message AS TEXT) LIKE '%Version=%' OR CAST(message AS TEXT) LIKE '%$type%'"));
        Assert.Equal(1L, Scalar("SELECT count(DISTINCT identifier) FROM journal"));
    }

    [Fact]
    public async Task The_file_is_in_WAL_mode() =>
        Assert.Equal("wal", await Task.FromResult(ScalarText("PRAGMA journal_mode")));

    [Fact]
    public async Task A_burst_of_submissions_shares_transactions()
    {
        // What comes while the journal writes goes into its next transaction; the WAL's commit frames tell.
        Options = Options with { MaxSlots = 1 };
        await RestartAsync();
        await SubmitOneAsync();
        await AgentStartsAsync();
        var before = Commits();
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => SubmitOneAsync()));
        Assert.InRange(Commits() - before, 1, 400);
    }

    [Fact]
    public async Task The_graph_comes_back_from_its_snapshot_and_what_came_after_it()
    {
        Options = Options with { MaxSlots = 1 };
        await RestartAsync();
        await SubmitOneAsync("first");
        var (first, _) = await AgentStartsAsync();
        var log = Kit.CreateTestProbe();
        Kit.Sys.EventStream.Subscribe(log, typeof(Info));
        await Task.WhenAll(Enumerable.Range(0, 1_100).Select(i => SubmitOneAsync($"{i}")));
        await log.FishForMessageAsync(said => $"{said}".Contains("snapshot of the graph is stored", StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        await RestartAsync();

        Assert.True(Scalar("SELECT count(*) FROM snapshot WHERE persistence_id = 'dag'") > 0);
        var adopt = await Agents.ExpectMsgAsync<ProcessProtocol.Adopt>(TimeSpan.FromSeconds(20));
        Assert.Equal(first.Attempt, adopt.Attempt);
        Agents.LastSender.Tell(EndedWell(adopt.Attempt));
        await AgentStartsAsync();
        await ViewAsync(first.Spec.Id);
        Assert.Equal(1_099, Queries.Counts()["queued"]);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_in_words_and_left_as_it_is()
    {
        using var temp = new TempHome();
        File.WriteAllText(temp.Home.JournalFile, new string('x', 8192));
        var error = Assert.Throws<DelegateException>(() => SqliteJournal.Prepare(temp.Home)).Error;
        Assert.Equal(ErrorCodes.JournalUnusable, error.Code);
        Assert.Contains(temp.Home.JournalFile, error.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 8192), File.ReadAllText(temp.Home.JournalFile));
    }

    [Fact]
    public async Task A_write_that_the_file_refuses_is_told_to_who_waits_and_leaves_nothing_and_the_next_one_is_stored()
    {
        await CoordinatorHasHeardAsync(); // the journal has its tables
        Execute("CREATE TRIGGER refuses BEFORE INSERT ON journal WHEN new.persistence_id = 'teller' AND new.sequence_number = 3 BEGIN SELECT raise(ABORT, 'not that one'); END");
        var heard = Kit.CreateTestProbe();
        var teller = Kit.Sys.ActorOf(Props.Create(() => new Teller(heard)));
        teller.Tell(1);
        await heard.ExpectMsgAsync("stored 1", TimeSpan.FromSeconds(20));
        teller.Tell(2);
        await heard.ExpectMsgAsync<string>(said => said.Contains("not that one", StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.Equal(1L, Scalar("SELECT count(*) FROM journal WHERE persistence_id = 'teller'")); // of two events at once neither

        Execute("DROP TRIGGER refuses");
        var next = Kit.Sys.ActorOf(Props.Create(() => new Teller(heard)));
        next.Tell(2);
        await heard.ExpectMsgAsync("stored 2", TimeSpan.FromSeconds(20));
        await heard.ExpectMsgAsync("stored 3", TimeSpan.FromSeconds(20));
        Assert.Equal(3L, Scalar("SELECT max(sequence_number) FROM journal WHERE persistence_id = 'teller'"));
    }

    /// <summary>Stores so many events at once as it is told, and says which is stored, or why none is.</summary>
    private sealed class Teller : ReceivePersistentActor
    {
        private readonly IActorRef _heard;

        public Teller(IActorRef heard)
        {
            _heard = heard;
            Recover<DagProtocol.AllPaused>(_ => { });
            Command<int>(count => PersistAll(Enumerable.Range(0, count).Select(_ => new DagProtocol.AllPaused(true, "spec", default)), _ => _heard.Tell($"stored {LastSequenceNr}")));
        }

        public override string PersistenceId => "teller";

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _heard.Tell(cause.Message);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Home.JournalFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Transactions since the WAL began: frames that carry a database size after them end one.</summary>
    private int Commits()
    {
        using var wal = new FileStream(Home.JournalFile + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new BinaryReader(wal);
        var header = reader.ReadBytes(32);
        var page = (header[8] << 24) | (header[9] << 16) | (header[10] << 8) | header[11];
        var commits = 0;
        for (var frame = reader.ReadBytes(24); frame.Length == 24; frame = reader.ReadBytes(24))
        {
            if (frame.AsSpan(4, 4).ContainsAnyExcept((byte)0))
                commits++;
            wal.Seek(page, SeekOrigin.Current);
        }
        return commits;
    }

    private long Scalar(string sql) => (long)Query(sql)!;

    private string ScalarText(string sql) => (string)Query(sql)!;

    private object? Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Home.JournalFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    [Fact]
    public async Task Every_connection_that_the_pool_hands_out_flushes_to_the_disk_and_overwrites_what_it_deletes()
    {
        using var temp = new TempHome();
        SqliteJournal.Prepare(temp.Home);
        for (var round = 0; round < 2; round++) // the second time from the pool
        {
            using var one = new DataConnection(SqliteJournal.Options(temp.Home));
            await using var two = new DataConnection(SqliteJournal.Options(temp.Home));
            foreach (var connection in new[] { one, two })
            {
                const long full = 2, on = 1;
                Assert.Equal(full, await connection.ExecuteAsync<long>("PRAGMA synchronous"));
                Assert.Equal(on, connection.Execute<long>("PRAGMA secure_delete"));
                Assert.Equal(9000, connection.Execute<long>("PRAGMA busy_timeout"));
            }
        }
    }

    [Fact]
    public void A_journal_that_an_earlier_version_made_loses_the_indexes_that_nothing_asks_for()
    {
        const string ofTheJournal = "SELECT group_concat(name) FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
        using var temp = new TempHome();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Fixtures", "journal-0.2.db"), temp.Home.JournalFile);
        Assert.Contains("journal_created_idx", Ask(temp.Home, ofTheJournal), StringComparison.Ordinal);

        SqliteJournal.Prepare(temp.Home);

        Assert.Equal("journal_uq", Ask(temp.Home, ofTheJournal));
    }

    private static string Ask(DelegateHome home, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={home.JournalFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }
}
