using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.FileProviders;

namespace Delegate.Host.Page;

/// <summary>
/// The files of <c>Delegate.Web</c>: in a folder beside a published host; from a clone, where the build's own list says.
/// Looked up when the first browser asks: who never opens the page does not pay for it.
/// </summary>
internal sealed class PageFiles
{
    private readonly Lazy<IFileProvider> _files = new(Find);

    public IFileProvider Files => _files.Value;

    private static IFileProvider Find()
    {
        var published = Path.Combine(AppContext.BaseDirectory, "page", "wwwroot");
        if (Directory.Exists(published))
            return new PhysicalFileProvider(published);
        var built = Path.Combine(AppContext.BaseDirectory, "Delegate.Web.staticwebassets.runtime.json");
        if (!File.Exists(built))
            return new NullFileProvider();
        var place = new Place();
        var where = new ConfigurationBuilder().AddInMemoryCollection([new(WebHostDefaults.StaticWebAssetsKey, built)]).Build();
        StaticWebAssetsLoader.UseStaticWebAssets(place, where);
        return place.WebRootFileProvider;
    }

    /// <summary>All that the loader of the build's list wants to know.</summary>
    private sealed class Place : IWebHostEnvironment
    {
        public string WebRootPath { get; set; } = "";

        public IFileProvider WebRootFileProvider { get; set; } = new NullFileProvider();

        public string ApplicationName { get; set; } = "Delegate.Web";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = "";

        public string EnvironmentName { get; set; } = Environments.Production;
    }
}
