namespace Delegate.Bridge;

/// <summary>What must be remembered of a session to take it up with a restarted host.</summary>
internal sealed class Conversation
{
    private const string Initialize = "initialize";
    private const string Initialized = "notifications/initialized";
    private const string CallTool = "tools/call";
    private const string Listen = "subscriptions/listen"; // stays open for as long as the session

    private readonly Dictionary<string, Request> _open = [];
    private int _asked;
    private byte[]? _initialize;
    private string? _initializeId;
    private byte[]? _initialized;

    /// <summary>True while the client waits for an answer.</summary>
    public bool AnswersAreDue => _open.Values.Any(request => request.Method != Listen);

    public void FromClient(byte[] message)
    {
        var envelope = Envelope.Of(message);
        if (envelope.IsRequest)
            _open[envelope.Id!] = new(envelope.Id!, envelope.Method!, message, _asked++);
        else if (envelope.Method == Initialized)
            _initialized = message;
    }

    /// <summary>The connection broke under this message: no host has seen the end of it, so asking again is safe.</summary>
    public void NotDelivered(byte[] message)
    {
        if (Envelope.Of(message) is { IsRequest: true, Id: { } id } && _open.TryGetValue(id, out var request))
            _open[id] = request with { Delivered = false };
    }

    /// <returns>The id of the tool call that this answers, if it does.</returns>
    public string? FromHost(byte[] message)
    {
        var envelope = Envelope.Of(message);
        if (!envelope.IsAnswer || !_open.Remove(envelope.Id!, out var request))
            return null;
        if (request.Method == Initialize)
        {
            _initialize = request.Message;
            _initializeId = request.Id;
        }
        return request.Method == CallTool ? request.Id : null;
    }

    /// <summary>The handshake to repeat, and the id whose second answer the client must not see; null when there was none.</summary>
    public (byte[] Initialize, string AnswerId, byte[]? Initialized)? Handshake =>
        _initialize is { } message ? (message, _initializeId!, _initialized) : null;

    /// <summary>
    /// Takes the requests that a new host is to be asked again, oldest first. Tool calls that reached the old host are
    /// not among them: whether it carried one out nobody knows, and doing it twice is worse than saying so.
    /// </summary>
    public IReadOnlyList<byte[]> TakeToAskAgain()
    {
        var again = _open.Values.Where(request => !IsLost(request)).OrderBy(request => request.Order).ToList();
        foreach (var request in again)
            _open[request.Id] = request with { Delivered = true };
        return [.. again.Select(request => request.Message)];
    }

    /// <summary>Gives up the tool calls that the old host took along; returns the ids to be answered with an error.</summary>
    public IReadOnlyList<string> GiveUpLostCalls() => GiveUp(IsLost);

    /// <summary>Gives up every open request.</summary>
    public IReadOnlyList<string> GiveUpAll() => GiveUp(_ => true);

    private static bool IsLost(Request request) => request.Method == CallTool && request.Delivered;

    private List<string> GiveUp(Func<Request, bool> which)
    {
        var ids = _open.Values.Where(which).OrderBy(request => request.Order).Select(request => request.Id).ToList();
        ids.ForEach(id => _open.Remove(id));
        return ids;
    }

    private sealed record Request(string Id, string Method, byte[] Message, int Order, bool Delivered = true);
}
