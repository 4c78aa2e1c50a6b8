using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;
using static Delegate.Actors.Scheduling.ScheduleProtocol;

namespace Delegate.Actors.Projections;

/// <summary>Writes the events of schedules into their query tables, inside the writer's transaction.</summary>
internal sealed class ScheduleTables(Statements statements)
{
    public const string Schema = """
        CREATE TABLE schedules (
            id TEXT PRIMARY KEY, sequence INTEGER NOT NULL UNIQUE, status INTEGER NOT NULL, runs INTEGER NOT NULL DEFAULT 0, view TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE occurrences (
            schedule TEXT NOT NULL, number INTEGER NOT NULL, fate INTEGER NOT NULL, count INTEGER NOT NULL, view TEXT NOT NULL,
            PRIMARY KEY (schedule, number)
        ) WITHOUT ROWID;
        """;

    public void Write(IEvent happened)
    {
        if (happened is Created created)
        {
            Store(ScheduleProjection.New(created), isNew: true);
            return;
        }
        if (Read("SELECT view FROM schedules WHERE id = $schedule", happened.ScheduleId, ContractsJson.Default.ScheduleView) is not { } before)
            return;
        var schedule = ScheduleProjection.Apply(before, happened);
        if (!ReferenceEquals(schedule, before))
            Store(schedule, isNew: false);
        if (ScheduleProjection.NewOccurrence(schedule, happened) is { } fresh)
            Store(fresh);
        else if (ScheduleProjection.NumberOf(happened) is { } number
            && Read("SELECT view FROM occurrences WHERE schedule = $schedule AND number = $number", happened.ScheduleId, number, ContractsJson.Default.OccurrenceView) is { } known)
            Store(ScheduleProjection.Apply(known, happened));
        if (happened is OccurrenceStarting starting)
            statements.Execute("UPDATE schedules SET runs = runs + (SELECT view ->> '$.manual' IS NOT 1 FROM occurrences WHERE schedule = $schedule AND number = $number) WHERE id = $schedule",
                ("$schedule", happened.ScheduleId.Value), ("$number", starting.Number));
    }

    private void Store(ScheduleView view, bool isNew) => statements.Execute(
        isNew
            ? "INSERT INTO schedules (id, sequence, status, view) VALUES ($id, (SELECT coalesce(max(sequence), 0) + 1 FROM schedules), $status, $view)"
            : "UPDATE schedules SET status = $status, view = $view WHERE id = $id",
        ("$id", view.Id.Value), ("$status", (long)view.Status), ("$view", JsonSerializer.Serialize(view, ContractsJson.Default.ScheduleView)));

    private void Store(OccurrenceView view) => statements.Execute(
        "INSERT OR REPLACE INTO occurrences (schedule, number, fate, count, view) VALUES ($schedule, $number, $fate, $count, $view)",
        ("$schedule", view.ScheduleId.Value), ("$number", view.Number), ("$fate", (long)view.Fate), ("$count", view.Count),
        ("$view", JsonSerializer.Serialize(view, ContractsJson.Default.OccurrenceView)));

    private T? Read<T>(string sql, ScheduleId id, JsonTypeInfo<T> type) where T : class => Text(statements.Of(sql, ("$schedule", id.Value)), type);

    private T? Read<T>(string sql, ScheduleId id, long number, JsonTypeInfo<T> type) where T : class =>
        Text(statements.Of(sql, ("$schedule", id.Value), ("$number", number)), type);

    private static T? Text<T>(SqliteCommand command, JsonTypeInfo<T> type) where T : class =>
        command.ExecuteScalar() is string text ? JsonSerializer.Deserialize(text, type) : null;
}
