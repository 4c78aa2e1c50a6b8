using Delegate.Contracts;
using Delegate.Web;
using Delegate.Web.Live;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor.Services;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddSingleton<IDelegateClient>(new HttpDelegateClient(new HttpClientHandler(), new Uri(builder.HostEnvironment.BaseAddress)))
    .AddSingleton<LiveState>()
    .AddMudServices();
await builder.Build().RunAsync();
