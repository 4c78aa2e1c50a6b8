using System.Text.Json;
using Akka.Actor;
using Akka.Event;
using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>
/// Appends decisions to a file, a line each, and begins a new one when it is full, keeping the last: they explain the
/// recent past, they are no truth, so they are neither in the journal nor made from it (ADR 0039).
/// </summary>
public sealed class DecisionLogActor : ReceiveActor
{
    private const long MostBytes = 8 << 20;

    private readonly string _file;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private FileStream? _stream;
    private bool _failed;

    public DecisionLogActor(string file)
    {
        _file = file;
        Receive<Decision>(Write);
    }

    public static Props CreateProps(string file) => Props.Create(() => new DecisionLogActor(file));

    protected override void PostStop() => _stream?.Dispose();

    private void Write(Decision decision)
    {
        try
        {
            if (_stream is { Length: > MostBytes })
            {
                _stream.Dispose();
                _stream = null;
                File.Move(_file, DelegateHome.BeforeOf(_file), overwrite: true);
            }
            _stream ??= Open();
            _stream.Write([.. JsonSerializer.SerializeToUtf8Bytes(decision, DecisionJson.Default.Decision), (byte)'\n']);
            _failed = false;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            if (!_failed)
                _log.Warning(full, "Decisions cannot be written to {File}; nothing else depends on it", _file);
            _failed = true;
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        // Unbuffered: a decision is there for whoever reads, also after a crash.
        return new(_file, new FileStreamOptions
        {
            Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
}
