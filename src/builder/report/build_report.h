// BuildReport: what a build asked, was offered, chose and converted, and why. Plain data, kept for whoever wants to be told; nothing of it is
// in the plan.
#pragma once

#include "graph/kernel.h"

#include <string>
#include <vector>

namespace tenon::builder
{

struct BuildReport
{
    struct Tensor
    {
        std::string name;
        std::string shape; //!< at the optimum of the first profile
    };

    struct Offer
    {
        graph::Candidate candidate;
        double microseconds{0};
        std::string source;     //!< of the time: "measured", "cache", "model"
        bool considered{false}; //!< false: another offer is nearer to the precision asked for
        bool chosen{false};
    };

    //! One operation, in the order of execution.
    struct Layer
    {
        std::string name, kind;
        bool isPlugin{false};
        std::vector<Tensor> inputs, outputs;
        std::vector<graph::FormatQuestion> questions;
        std::string questionsEnded; //!< why not all was asked, or empty
        std::vector<Offer> offers;
        std::vector<graph::Reason> refused;
    };

    //! A conversion that was placed.
    struct Reformat
    {
        Tensor tensor;
        graph::TypeFormat from, to;
        std::string producer;               //!< layer, or `network input "x"`
        std::vector<std::string> consumers; //!< layers, or `network output "y"`
        double bytes{0};                    //!< read and written
        double microseconds{0};
        std::string source;
        std::string forcedBy;              //!< who cannot have it otherwise, and what it said
        std::vector<std::string> remedies; //!< each of them would remove it
    };

    std::vector<Layer> layers;
    std::vector<Reformat> reformats;
    bool timed{false};
};

//! What a plugin was asked and answered, one line a question.
std::string questionTable(BuildReport::Layer const& layer);

//! The report of the layer with this name as a table, with the conversions beside it; empty if there is no such layer.
std::string toText(BuildReport const& report, std::string_view layer);
//! One layer (empty if there is none of this name), or for an empty name the whole report.
std::string toJson(BuildReport const& report, std::string_view layer);

} // namespace tenon::builder
