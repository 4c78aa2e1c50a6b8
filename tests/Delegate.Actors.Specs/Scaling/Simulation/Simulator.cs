using Delegate.Actors.Agents;
using Delegate.Actors.Scaling;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Scaling.Simulation;

/// <summary>What came of an episode.</summary>
/// <param name="Progress">Steps of progress that all agents made together.</param>
/// <param name="Exhausted">Steps in which the agents took more memory than there was, with the others as they were at the last start.</param>
/// <param name="Crowded">Starts beyond a limit: the slots, the gap, the reserve, or more at once than may settle.</param>
/// <param name="Strained">Steps in which agents alone wanted more than half as much again as there are processors.</param>
/// <param name="Turns">Changes from holding to starting although nobody ended and nobody else gave way.</param>
public sealed record Result(double Progress, int Starts, int Exhausted, int Crowded, int Strained, int Turns);

/// <summary>
/// A machine of numbers around the real policy, the real book and the real footprints: agents come up slowly, readings
/// come late, too many at once slow each other down.
/// </summary>
public sealed class Simulator
{
    private const long MiB = 1 << 20;
    private const int StepsPerSample = 4;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Footprint Claude = new ClaudeAgent(_ => null).Expected;
    private static readonly Footprint Shell = new ShellAgent().Expected;

    private readonly Episode _episode;
    private readonly DelegateOptions _options;
    private readonly bool _measures;
    private readonly SlotPolicy _policy;
    private readonly SlotBook _book;
    private readonly List<Running> _running = [];
    private Footprints _footprints = Footprints.Empty;
    private double _readCores;
    private double _memory;
    private DateTimeOffset _now = Start;

    /// <param name="measures">False for a scaler that never looks at what its agents take.</param>
    public Simulator(Episode episode, DelegateOptions options, bool measures = true)
    {
        (_episode, _options, _measures) = (episode, options, measures);
        _policy = new SlotPolicy(options);
        _book = new(_policy, options);
    }

    public static Footprint StrangerOf(string agent) => agent == AgentNames.Claude ? Claude : Shell;

    public Result Run()
    {
        var waiting = new Queue<Life>(_episode.Work);
        var result = new Result(0, 0, 0, 0, 0, 0);
        var (othersAtStart, lastSpaced, wasHeld, quiet) = (0f, DateTimeOffset.MinValue, false, true);
        for (var step = 0; step < Episode.Steps; step++)
        {
            _now += TimeSpan.FromSeconds(Episode.SecondsPerStep);
            if (_episode.Trace == Trace.LaptopWakes && step == Episode.SleepStep)
                _now += TimeSpan.FromHours(1);
            if (_measures && step % StepsPerSample == 0)
                Sample();
            // The others gave way: what was held may start for a good reason.
            quiet &= step == 0 || _episode.OthersMemory[step] >= _episode.OthersMemory[step - 1];
            quiet &= step == 0 || _episode.OthersCores[step] >= _episode.OthersCores[step - 1] - 0.25f;

            while (waiting.TryPeek(out var next) && next.Ready <= step)
            {
                var machine = Reading(step);
                var expected = _footprints.Expected(StrangerOf(next.Agent), next.Agent, next.Folder, _now);
                if (!_measures)
                    expected = expected with { PeakBytes = expected.MemoryBytes };
                var (_, answer) = _book.Ask(expected, machine, _now);
                if (!answer.IsGrant)
                {
                    if (answer.Rule is Rules.Memory or Rules.Processors or Rules.Pressure && !wasHeld)
                        (wasHeld, quiet) = (true, true);
                    break;
                }
                result = result with { Starts = result.Starts + 1, Turns = result.Turns + (wasHeld && quiet ? 1 : 0), Crowded = result.Crowded + Crowded(machine, expected, lastSpaced) };
                (wasHeld, othersAtStart) = (false, _episode.OthersMemory[step]);
                if (expected.Gap)
                    lastSpaced = _now;
                _book.Grant(next.Id, expected, _now);
                _running.Add(new(waiting.Dequeue(), _now));
            }

            var wanted = 0.0;
            foreach (var agent in _running)
                wanted += agent.Cores;
            var rate = Math.Min(1, Math.Max(0.25, _episode.Cores - _episode.OthersCores[step]) / Math.Max(0.001, wanted));
            _readCores = (0.7 * Math.Min(_episode.Cores, wanted + _episode.OthersCores[step])) + (0.3 * _readCores);
            result = result with
            {
                Progress = result.Progress + (_running.Count * rate),
                Strained = result.Strained + (wanted > _episode.Cores * 1.5 ? 1 : 0),
                Exhausted = result.Exhausted + (_memory + othersAtStart > _episode.TotalMiB ? 1 : 0),
            };
            _memory = 0;
            for (var i = _running.Count - 1; i >= 0; i--)
            {
                var agent = _running[i];
                agent.Done += rate;
                _memory += agent.HasEnded ? 0 : agent.Memory;
                quiet &= !agent.HasEnded;
                if (agent.HasEnded)
                    End(agent);
            }
        }
        return result;
    }

    private int Crowded(MachineReading machine, Footprint expected, DateTimeOffset lastSpaced)
    {
        var broken = 0;
        if (_running.Count >= _policy.MaxSlots(_episode.Cores))
            broken++;
        if (expected.Gap && _now - lastSpaced < _options.SpawnGap)
            broken++;
        if (machine.MemoryAvailable < _policy.Reserve(machine))
            broken++;
        if (_running.Count(agent => _now - agent.StartedAt < TimeSpan.FromSeconds(10)) >= Math.Max(4, 2 * _episode.Cores))
            broken++;
        return broken;
    }

    private MachineReading Reading(int step)
    {
        var available = _episode.TotalMiB - _episode.OthersMemory[step] - _memory;
        return new(_episode.Cores, _readCores, (long)(Math.Max(0, available) * MiB), _episode.TotalMiB * MiB) { MemoryPressure = available < 0 ? 50 : 0 };
    }

    private void Sample()
    {
        _book.Look(_now);
        foreach (var agent in _running.Where(agent => agent.Done > 0))
        {
            agent.Sampled();
            _book.Measured(agent.Life.Id, (long)(agent.Memory * MiB), agent.Cores, _now);
        }
    }

    private void End(Running agent)
    {
        _running.Remove(agent);
        _book.Free(agent.Life.Id);
        if (_measures && agent.Samples > 0)
            _footprints = _footprints.Apply(new(
                agent.Life.Id, 1, agent.Life.Agent, agent.Life.Folder, (long)(agent.Peak * MiB), (long)(agent.SumMemory / agent.Samples * MiB),
                agent.SumCores / agent.Samples, false, _now));
    }

    private sealed class Running(Life life, DateTimeOffset startedAt)
    {
        public Life Life { get; } = life;

        public DateTimeOffset StartedAt { get; } = startedAt;

        public double Done { get; set; }

        public int Samples { get; private set; }

        public double Peak { get; private set; }

        public double SumMemory { get; private set; }

        public double SumCores { get; private set; }

        public bool HasEnded => Done >= Life.Memory.Length;

        public double Memory => Done == 0 ? 0 : Life.Memory[Math.Min((int)Done, Life.Memory.Length - 1)];

        public double Cores => Life.Cores[Math.Min((int)Done, Life.Cores.Length - 1)];

        public void Sampled()
        {
            Samples++;
            Peak = Math.Max(Peak, Memory);
            SumMemory += Memory;
            SumCores += Cores;
        }
    }
}
