using Delegate.Actors.Agents;
using Delegate.Contracts;

namespace Delegate.Actors.Scaling;

/// <summary>
/// Who has a slot, since when, and what it takes: the memory that the policy needs from one question to the next. Pure
/// but for that: the simulator of the specs and the scaler use the same.
/// </summary>
public sealed class SlotBook(SlotPolicy policy, DelegateOptions options)
{
    // Nobody has looked for so long: the machine slept. What was measured before says nothing of now.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // The mean of an agent's use of the processors goes this far back.
    private static readonly TimeSpan MeanOver = TimeSpan.FromSeconds(30);

    private readonly Dictionary<TaskId, InFlight> _agents = [];
    private readonly Dictionary<TaskId, DateTimeOffset> _measuredAt = [];
    private DateTimeOffset? _lastSpacedGrant;
    private DateTimeOffset? _lastLook;
    private DateTimeOffset _wokeAt = DateTimeOffset.MinValue;
    private string? _held;

    public int Count => _agents.Count;

    public InFlight? Find(TaskId id) => _agents.GetValueOrDefault(id);

    /// <summary>What would be asked about this one; changes nothing.</summary>
    public SlotQuestion Question(Footprint next, MachineReading machine, DateTimeOffset now)
    {
        var fresh = now - options.SettlingWindow;
        // After a sleep everybody counts as just started: all go on at once, and the readings are from before.
        return new(machine, Commitments.Of(_agents.Values, _wokeAt > fresh ? DateTimeOffset.MinValue : fresh), next, _lastSpacedGrant, _held, now);
    }

    /// <summary>May the next one start? Whoever gets a yes is to be entered with <see cref="Grant"/> before the next question.</summary>
    public (SlotQuestion Question, SlotAnswer Answer) Ask(Footprint next, MachineReading machine, DateTimeOffset now)
    {
        Look(now);
        var question = Question(next, machine, now);
        var answer = policy.Ask(question);
        _held = answer.Rule;
        return (question, answer);
    }

    /// <summary>It got its slot now.</summary>
    public void Grant(TaskId id, Footprint expected, DateTimeOffset now)
    {
        Enter(id, expected, now);
        if (expected.Gap)
            _lastSpacedGrant = now;
    }

    /// <summary>It was granted by an earlier host: counts as fresh, because nobody here has seen it run.</summary>
    public void Enter(TaskId id, Footprint expected, DateTimeOffset now)
    {
        Look(now);
        _agents[id] = new(expected, now);
    }

    public void Free(TaskId id)
    {
        _agents.Remove(id);
        _measuredAt.Remove(id);
    }

    public void Measured(TaskId id, long memoryBytes, double cores, DateTimeOffset now)
    {
        if (!_agents.TryGetValue(id, out var agent))
            return;
        var since = now - (_measuredAt.TryGetValue(id, out var before) ? before : agent.GrantedAt);
        // It begins as what was expected: how busy an agent is while it comes up says little of the rest.
        var mean = agent.Measured?.MeanCores ?? agent.Expected.Cores;
        mean += Math.Clamp(since / MeanOver, 0, 1) * (cores - mean);
        _agents[id] = agent with { Measured = new(memoryBytes, cores, mean) };
        _measuredAt[id] = now;
    }

    /// <summary>Somebody looks: noticed when nobody has for long although there was reason to.</summary>
    public void Look(DateTimeOffset now)
    {
        if (_agents.Count > 0 && _lastLook is { } last && now - last > LongestPause)
            _wokeAt = now;
        _lastLook = now;
    }
}
