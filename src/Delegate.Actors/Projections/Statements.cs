using Microsoft.Data.Sqlite;

namespace Delegate.Actors.Projections;

/// <summary>
/// The statements of one connection, each compiled once: to compile one costs several times what it costs to run it on a
/// row or two. For one thread; a reader is done with before the same text is used again.
/// </summary>
internal sealed class Statements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteTransaction? _transaction;

    /// <summary>Begins the transaction that all of them belong to until it is disposed of.</summary>
    public SqliteTransaction Begin() => _transaction = connection.BeginTransaction();

    /// <summary>With these values, in the transaction that was begun last if it still goes on.</summary>
    /// <param name="parameters">The same names each time for the same text.</param>
    public SqliteCommand Of(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            _commands[sql] = command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value);
        }
        else
        {
            for (var i = 0; i < parameters.Length; i++)
                command.Parameters[i].Value = parameters[i].Value;
        }
        command.Transaction = _transaction?.Connection is null ? null : _transaction; // an ended one has no connection
        return command;
    }

    public void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters) => Of(sql, parameters).ExecuteNonQuery();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
    }
}
