using Delegate.Host.Lifecycle;
using Microsoft.Extensions.Logging.Abstractions;

namespace Delegate.Host.Specs.Lifecycle;

public class MemoryAtRestSpecs
{
    private long _allocated = 30 << 20;
    private int _collections;

    private MemoryAtRest Memory => field ??= new(NullLogger<MemoryAtRest>.Instance) { Allocated = () => _allocated, Collect = () => _collections++ };

    [Fact]
    public void After_work_the_garbage_is_given_back_and_after_next_to_none_it_is_not_worth_the_work()
    {
        Memory.Give();
        Assert.Equal(1, _collections);
        _allocated += MemoryAtRest.Worth - 1;
        Memory.Give();
        Assert.Equal(1, _collections);
        _allocated += 1; // counted from the last time, however often it was not worth it
        Memory.Give();
        Assert.Equal(2, _collections);
    }

    [Fact]
    public void The_runtime_is_asked_for_a_full_collection()
    {
        var garbage = MakeGarbage();
        new MemoryAtRest(NullLogger<MemoryAtRest>.Instance).Give();
        Assert.False(garbage.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference MakeGarbage() => new(new byte[2 * MemoryAtRest.Worth]);
}
