using System.Text.Json;
using Delegate.Actors.Scheduling;
using Delegate.Contracts;
using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>Questions to the query tables of schedules. Ask the projector first if the answer must hold everything that was acknowledged.</summary>
public sealed class ScheduleQueries(ReadModel model)
{
    /// <summary>One schedule with its latest occurrences; null when there is none.</summary>
    public ScheduleView? Find(ScheduleId id, int history)
    {
        using var connection = model.OpenForReading();
        var found = Schedules(connection, "WHERE id = $id", ("$id", id.Value)).SingleOrDefault();
        return found is null ? null : found with { History = Occurrences(connection, found, history) };
    }

    /// <summary>One occurrence; null when there is none.</summary>
    public OccurrenceView? FindOccurrence(ScheduleId id, long number)
    {
        using var connection = model.OpenForReading();
        using var command = Command(connection, "SELECT view FROM occurrences WHERE schedule = $id AND number = $number", ("$id", id.Value), ("$number", number));
        return command.ExecuteScalar() is string text ? JsonSerializer.Deserialize(text, ContractsJson.Default.OccurrenceView) : null;
    }

    /// <summary>A page, newest first, without history.</summary>
    public SchedulePage List(ScheduleFilter filter)
    {
        using var connection = model.OpenForReading();
        var only = filter.Status is null ? "" : "WHERE status = $status";
        var status = ("$status", (object)(long)(filter.Status ?? default));
        using var count = Command(connection, $"SELECT count(*) FROM schedules {only}", status);
        return new(
            Schedules(connection, $"{only} ORDER BY sequence DESC LIMIT $limit OFFSET $offset", status, ("$limit", filter.Limit), ("$offset", filter.Offset)),
            (long)count.ExecuteScalar()!);
    }

    private static List<ScheduleView> Schedules(SqliteConnection connection, string which, params (string, object)[] parameters)
    {
        using var command = Command(connection, $"SELECT view, runs FROM schedules {which}", parameters);
        using var reader = command.ExecuteReader();
        var views = new List<ScheduleView>();
        while (reader.Read())
            views.Add(Completed(connection, JsonSerializer.Deserialize(reader.GetString(0), ContractsJson.Default.ScheduleView)!, reader.GetInt32(1)));
        return views;
    }

    /// <summary>What is not in the row: counts, and the next run, which follows from the rest.</summary>
    private static ScheduleView Completed(SqliteConnection connection, ScheduleView view, int runs)
    {
        var recurrence = RecurrenceReader.Read(view.Schedule.When, view.CountsFrom ?? default).Recurrence;
        var state = new ScheduleState
        {
            Id = view.Id, Version = 1, Status = view.Status, SeenUpTo = view.SeenUpTo,
            Versions = ScheduleState.Unknown.Versions.Add(1, new() { Schedule = view.Schedule, CountsFrom = view.CountsFrom ?? default }),
        }.WithRecurrence();
        return view with
        {
            RunCount = runs,
            Fates = Fates(connection, view.Id),
            NextRunAt = view.Status == ScheduleStatus.Active && state.NextDue is { } next ? recurrence!.InZone(next) : null,
        };
    }

    private static Dictionary<string, long> Fates(SqliteConnection connection, ScheduleId id)
    {
        using var command = Command(connection, "SELECT fate, sum(count) FROM occurrences WHERE schedule = $id GROUP BY fate", ("$id", id.Value));
        using var reader = command.ExecuteReader();
        var fates = new Dictionary<string, long>();
        while (reader.Read())
            fates[JsonSerializer.SerializeToElement((OccurrenceFate)reader.GetInt32(0), ContractsJson.Default.OccurrenceFate).GetString()!] = reader.GetInt64(1);
        return fates;
    }

    private static List<OccurrenceView> Occurrences(SqliteConnection connection, ScheduleView schedule, int limit)
    {
        var recurrence = RecurrenceReader.Read(schedule.Schedule.When, default).Recurrence;
        using var command = Command(connection, "SELECT view FROM occurrences WHERE schedule = $id ORDER BY number DESC LIMIT $limit", ("$id", schedule.Id.Value), ("$limit", limit));
        using var reader = command.ExecuteReader();
        var views = new List<OccurrenceView>();
        while (reader.Read())
        {
            var view = JsonSerializer.Deserialize(reader.GetString(0), ContractsJson.Default.OccurrenceView)!;
            views.Add(recurrence is null ? view : view with { Due = recurrence.InZone(view.Due), LastDue = view.LastDue is { } last ? recurrence.InZone(last) : null });
        }
        return views;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
