using Delegate.Actors.Scaling;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Scaling.Simulation;

/// <summary>
/// Knows every agent's whole life and every neighbour's next move, and keeps the same limits: it starts the next in
/// line as soon as its life, laid over what is planned already, never passes the memory behind the reserve nor the
/// target of the processors over ten seconds.
/// </summary>
public static class Oracle
{
    private const int StepsPerMean = 20;

    public static double Progress(Episode episode, DelegateOptions options)
    {
        var policy = new SlotPolicy(options);
        var reserve = policy.Reserve(new(episode.Cores, 0, 0, (long)episode.TotalMiB << 20)) / (double)(1 << 20);
        var memory = new double[Episode.Steps + 1];
        var cores = new double[(Episode.Steps / StepsPerMean) + 1];
        var agents = new int[Episode.Steps + 1];
        for (var i = 0; i < Episode.Steps; i++)
        {
            memory[i] = episode.TotalMiB - reserve - episode.OthersMemory[i];
            cores[i / StepsPerMean] += (episode.Cores * options.TargetCpuPercent / 100.0) - episode.OthersCores[i];
        }
        var (progress, nextSpaced) = (0.0, 0);
        var waiting = new Queue<Life>(episode.Work);
        for (var step = 0; step < Episode.Steps; step++)
        {
            while (waiting.TryPeek(out var life) && life.Ready <= step && step >= nextSpaced && agents[step] < policy.MaxSlots(episode.Cores) && Fits(life, step))
            {
                waiting.Dequeue();
                var length = Math.Min(life.Memory.Length, Episode.Steps - step);
                progress += length;
                for (var i = 0; i < length; i++)
                {
                    memory[step + i] -= life.Memory[i];
                    cores[(step + i) / StepsPerMean] -= life.Cores[i];
                    agents[step + i]++;
                }
                if (Simulator.StrangerOf(life.Agent).Gap)
                    nextSpaced = step + (int)Math.Ceiling(options.SpawnGap.TotalSeconds / Episode.SecondsPerStep);
            }
        }
        return progress;

        bool Fits(Life life, int step)
        {
            var alone = agents[step] == 0; // one may always go on
            double sum = 0;
            for (var i = 0; i < life.Memory.Length && step + i < Episode.Steps; i++)
            {
                if (life.Memory[i] > memory[step + i])
                    return false;
                sum += life.Cores[i];
                if ((step + i + 1) % StepsPerMean == 0)
                {
                    if (!alone && sum > cores[(step + i) / StepsPerMean])
                        return false;
                    sum = 0;
                }
            }
            return true;
        }
    }
}
