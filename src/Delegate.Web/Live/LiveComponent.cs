using Delegate.Contracts;
using Microsoft.AspNetCore.Components;

namespace Delegate.Web.Live;

/// <summary>A part of a page that is drawn anew when something has changed.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    [Inject]
    public required LiveState Live { get; set; }

    [Inject]
    public required IDelegateClient Client { get; set; }

    protected override void OnInitialized()
    {
        Live.Changed += OnLiveChanged;
        Live.Start();
    }

    protected virtual void OnLiveChanged() => StateHasChanged();

    public virtual void Dispose()
    {
        Live.Changed -= OnLiveChanged;
        GC.SuppressFinalize(this);
    }
}
